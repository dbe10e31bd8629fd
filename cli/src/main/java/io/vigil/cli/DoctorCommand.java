package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.SignerHistory;
import io.vigil.node.preflight.Finding;
import io.vigil.node.preflight.Preflight;
import io.vigil.node.snapshot.Shelf;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks at everything that goes wrong on machines, and packs what a stranger needs to help. */
@Command(
        name = "doctor",
        description = "Check a home, its disks and its node; pack what a stranger needs to diagnose.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Exit code 1 if something is not good. The bundle holds logs, settings without secrets, genesis, what was",
            "signed last, the highest certificates, the node's own status with the views of all validators, and"
                    + " versions;",
            "no key, password or token.",
            "",
            "Example:  vigil doctor --home node0 --bundle help.zip"
        })
final class DoctorCommand implements Callable<Integer> {
    /** Blocks of some hours; below it an operator should act before the node stops at its reserve. */
    private static final long ROOM_BYTES = 1L << 30;

    private final Shell shell;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--bundle", paramLabel = "FILE", description = "write a new zip file to send")
    private @Nullable Path bundle;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    DoctorCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        NodeHome target = home.home();
        List<Finding> findings = new ArrayList<>();
        if (settings(target, findings)) {
            disks(target, findings);
            signer(target, findings);
        }
        ObjectNode status = node(target, findings);
        if (bundle != null) {
            DoctorBundle.write(bundle, target, findings, status);
        }
        if (json) {
            ArrayNode list = Shell.object().putArray("findings");
            findings.forEach(finding -> list.addObject()
                    .put("name", finding.name())
                    .put("good", finding.isGood())
                    .put("text", finding.text()));
            shell.print(list);
        } else {
            findings.forEach(finding -> shell.say(finding.toString()));
            if (bundle != null) {
                shell.say("packed into " + bundle);
            }
        }
        return (findings.stream().allMatch(Finding::isGood) ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private boolean settings(NodeHome target, List<Finding> findings) {
        try {
            Settings.tree(target, ConfigSources.resolve(target, shell.environment(), Map.of()));
            NewHome.readGenesis(target.genesisFile());
            findings.add(new Finding("settings", true, target.configFile() + " and genesis.json can be read"));
            return true;
        } catch (MalformedException | RefusedException e) {
            findings.add(new Finding("settings", false, String.valueOf(e.getMessage())));
            return false;
        }
    }

    private void disks(NodeHome target, List<Finding> findings) {
        NodeConfig config;
        try {
            config = Settings.tree(target, ConfigSources.resolve(target, shell.environment(), Map.of()));
        } catch (MalformedException e) {
            throw new IllegalStateException("settings that could be read a moment ago", e);
        }
        findings.addAll(Preflight.of(target.data())
                .space(config.storage().diskReserveBytes() + ROOM_BYTES)
                .usual()
                .findings());
        if (config.keys().validates() && !config.keys().volatileSigner()) {
            findings.addAll(
                    Preflight.of(target.signer()).owner().probe().lasting().findings());
        }
        List<Path> leftovers = Shelf.leftovers(target.data());
        if (!leftovers.isEmpty()) {
            findings.add(new Finding(
                    "leftovers",
                    true,
                    leftovers.size() + " stores that nobody reads; remove them: vigil snapshot prune --leftovers"));
        }
    }

    private void signer(NodeHome target, List<Finding> findings) {
        List<SignerHistory.Summary> records = SignerHistory.read(target, line -> {});
        for (SignerHistory.Summary record : records) {
            findings.add(new Finding(
                    "signer",
                    !record.retired(),
                    "chain " + record.genesis().substring(0, 8) + ": "
                            + (record.retired()
                                    ? "the record was exported; this home signs nothing"
                                    : "commit floor " + record.commitFloor() + ", lock of view " + record.lockView())));
        }
    }

    /** What the node says of itself; nothing if it does not run. */
    private ObjectNode node(NodeHome target, List<Finding> findings) {
        ObjectNode answer = Shell.object();
        if (!Files.exists(target.adminTokenFile())) {
            findings.add(new Finding("node", true, "does not run"));
            return answer;
        }
        try {
            AdminClient admin = RunningNode.of(target, shell);
            answer.set("status", admin.call("admin_status"));
            answer.set("consensus", admin.call("consensus_status"));
            findings.add(new Finding("node", true, "runs and answers"));
        } catch (IOException | MalformedException e) {
            findings.add(new Finding("node", true, "does not answer: " + e.getMessage()));
        }
        return answer;
    }
}
