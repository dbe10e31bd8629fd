package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.governance.registry.Standing;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.governance.GovernanceClient.Conduct;
import io.vigil.testnet.governance.GovernanceClient.Member;
import io.vigil.testnet.governance.GovernanceClient.Validator;
import io.vigil.types.Address;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who validates, and who could. */
@Command(
        name = "validators",
        description = "List the validators of a chain: power, leads, lost views, version, standing, contact.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Members of the present epoch come first. 'missed' and 'made' count views since the last election.",
            "",
            "Example:  vigil validators --rpc http://127.0.0.1:8545"
        })
final class ValidatorsCommand implements Callable<Integer> {
    private static final String ROW = "%-42s %9s %-6s %7s %7s %8s %-11s %-22s %s";

    private final Shell shell;

    @Mixin
    private RpcOption rpc = new RpcOption();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    ValidatorsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, MalformedException {
        GovernanceClient client = rpc.governance();
        TreeMap<Address, Member> members = new TreeMap<>();
        client.members().forEach(member -> members.put(member.address(), member));
        TreeSet<Address> others = new TreeSet<>(client.listed());
        others.removeAll(members.keySet());
        List<Address> order = new ArrayList<>(members.keySet());
        order.addAll(others);
        ObjectNode root = Shell.object().put("epoch", client.epoch().epoch());
        ArrayNode rows = root.putArray("validators");
        for (Address address : order) {
            add(rows.addObject(), address, Optional.ofNullable(members.get(address)), client);
        }
        if (json) {
            shell.print(root);
        } else {
            shell.say(ROW.formatted(
                    "validator", "power", "leads", "missed", "made", "version", "standing", "stake", "contact"));
            rows.forEach(row -> shell.say(ROW.formatted(
                            row.path("address").asText(),
                            row.path("member").asBoolean() ? row.path("power").asText() : "-",
                            row.path("leads").asBoolean() ? "yes" : "no",
                            row.path("missed").asText(),
                            row.path("made").asText(),
                            row.path("version").asLong() == 0
                                    ? "-"
                                    : row.path("version").asText(),
                            row.path("standing").asText(),
                            row.path("stake").asText(),
                            row.path("contact").asText())
                    .stripTrailing()));
        }
        return ExitCode.OK.number();
    }

    private static void add(ObjectNode row, Address address, Optional<Member> member, GovernanceClient client)
            throws IOException, MalformedException {
        Conduct conduct = client.conduct(address);
        Optional<Validator> record = client.validator(address);
        row.put("address", address.toHex())
                .put("member", member.isPresent())
                .put("power", member.map(Member::power).orElse(0L))
                .put("leads", member.map(Member::leads).orElse(false))
                .put("missed", conduct.missed())
                .put("made", conduct.gave())
                .put("barLevel", conduct.barLevel())
                .put("version", conduct.version())
                .put("signalEpoch", conduct.signalEpoch())
                .put("standing", record.map(found -> standing(found.standing())).orElse("damaged"))
                .put(
                        "jailed",
                        record.map(found -> found.standing() == Standing.JAILED.code())
                                .orElse(false))
                .put("stake", record.map(found -> found.stake().toString()).orElse("-"))
                .put("contact", record.map(Validator::contact).orElse("record cannot be read"));
    }

    private static String standing(int code) {
        for (Standing standing : Standing.values()) {
            if (standing.code() == code) {
                return standing.name().toLowerCase(Locale.ROOT);
            }
        }
        return "unknown";
    }
}
