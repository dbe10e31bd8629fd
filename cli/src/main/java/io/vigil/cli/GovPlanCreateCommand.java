package io.vigil.cli;

import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.node.PlanDesk;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.RefusedException;
import io.vigil.node.plan.PlanFile;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Enrolment;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a plan that nobody signed yet. */
@Command(
        name = "create",
        description = "Make a plan that ends the epoch at the highest certified block this node knows.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "If this validator signed a plan of the same epoch before, the new one replaces it. With --member the new",
            "epoch has these members and no others; each of them must sign too, and no later plan replaces this one.",
            "",
            "Example:  vigil gov plan create --home node0 --set-version 2 --start 2026-11-21T16:00:00Z --out"
                    + " plan.hex"
        })
final class GovPlanCreateCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--set-version", paramLabel = "N", description = "protocol version of the new epoch")
    private long version;

    @Option(names = "--param", paramLabel = "KEY=VALUE", description = "a parameter of governance; repeatable")
    private Map<String, BigInteger> parameters = new TreeMap<>();

    @Option(
            names = "--skip-transaction",
            paramLabel = "HASH",
            description = "no block of the new epoch may hold it; repeatable")
    private List<String> skipped = List.of();

    @Option(
            names = "--quarantine-block",
            paramLabel = "HASH",
            description = "an uncertified block that nodes waiting for the plan must not run; repeatable")
    private List<String> quarantined = List.of();

    @Option(
            names = "--member",
            paramLabel = "ADDRESS=POWER",
            description = "a member of the new epoch, in place of all there are; repeat it for each")
    private Map<String, Long> members = new TreeMap<>();

    @Option(
            names = "--newcomer",
            paramLabel = "HEX",
            description = "what vigil gov plan enrol printed at the home of a member that the registry does not"
                    + " know; repeatable")
    private List<String> newcomers = List.of();

    @Option(
            names = "--binary",
            paramLabel = "SYSTEM=SHA256",
            description = "a program to start with, such as linux-x86_64=0x…; repeatable (default: any)")
    private Map<String, String> binaries = new TreeMap<>();

    @Option(names = "--start", paramLabel = "TIME", required = true, description = "when all start, in UTC")
    private String start = "";

    @Option(names = "--note", paramLabel = "TEXT", description = "for whoever reads the plan")
    private String note = "";

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "where the plan goes")
    private Path out = Path.of("plan.hex");

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    GovPlanCreateCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException, IOException {
        List<Enrolment> enrolments = new ArrayList<>();
        for (String newcomer : newcomers) {
            enrolments.add(Enrolment.decode(Bytes.parseHex(newcomer)));
        }
        SortedMap<Address, Long> powers = new TreeMap<>();
        for (Map.Entry<String, Long> member : members.entrySet()) {
            powers.put(Address.parseHex(member.getKey()), member.getValue());
        }
        try {
            SignedPlan made = GovPlanCommand.isRunning(home.home()) ? asked(powers) : made(powers, enrolments);
            PlanFile.write(out, made);
            GovPlanCommand.print(shell, json, made);
        } catch (IllegalArgumentException e) { // what no plan can hold
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
        return ExitCode.OK.number();
    }

    private SignedPlan made(SortedMap<Address, Long> powers, List<Enrolment> enrolments) throws MalformedException {
        try (PlanDesk desk = GovPlanCommand.desk(shell, home.home())) {
            List<Plan.Action> actions = new ArrayList<>(actions());
            if (!powers.isEmpty()) {
                actions.add(desk.seats(powers, enrolments));
            }
            return desk.create(actions, programs(), time(), note);
        }
    }

    /** Of what is sent the node takes actions, programs, start and note. */
    private SignedPlan asked(SortedMap<Address, Long> powers) throws MalformedException, IOException {
        if (!powers.isEmpty()) {
            throw new RefusedException("--member needs the registry of a stopped home: stop its node, or another's");
        }
        Plan draft = new Plan(
                0,
                Hash.ZERO,
                0,
                Hash.ZERO,
                1,
                Hash.ZERO,
                Root.genesis(Hash.ZERO),
                Bytes.EMPTY,
                actions(),
                programs(),
                time().getEpochSecond(),
                note);
        return GovPlanCommand.asked(
                shell, home.home(), "plan_create", PlanCodec.encode(draft).toHex());
    }

    private List<Plan.Action> actions() {
        List<Plan.Action> actions = new ArrayList<>();
        if (version != 0) {
            actions.add(new Plan.Action.SetVersion(version));
        }
        parameters.forEach((name, value) -> actions.add(new Plan.Action.SetParameter(name, UInt256.of(value))));
        if (!skipped.isEmpty()) {
            actions.add(new Plan.Action.SkipTransactions(
                    skipped.stream().map(Hash::fromHex).toList()));
        }
        quarantined.forEach(block -> actions.add(new Plan.Action.Quarantine(Hash.fromHex(block))));
        return actions;
    }

    private List<Plan.Binary> programs() {
        List<Plan.Binary> programs = new ArrayList<>();
        binaries.forEach((system, hash) -> programs.add(new Plan.Binary(system, Hash.fromHex(hash))));
        return programs;
    }

    private Instant time() {
        try {
            return Instant.parse(start);
        } catch (DateTimeParseException e) {
            throw new RefusedException("--start " + start + ": not a time such as 2026-11-21T16:00:00Z", e);
        }
    }
}
