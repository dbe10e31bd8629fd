package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanConsent;
import io.vigil.consensus.certificates.PlanSignature;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.node.PlanDesk;
import io.vigil.node.Rehearsal;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Settings;
import io.vigil.node.plan.PlanCheck;
import io.vigil.node.plan.PlanFile;
import io.vigil.storage.StorageException;
import io.vigil.storage.append.DiskFolder;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plans for a chain that stands still (G43–G49). */
@Command(
        name = "plan",
        description = "Restart or upgrade a chain that stands still, by consent of more than two thirds of its power.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "create and sign work at a home whether its node runs or not; verify with --home needs it stopped. In"
                    + " order:",
            "create at one home, sign at each, merge, verify, and start every node with --plan. A node that was off",
            "needs no file."
        })
final class GovPlanCommand {
    private GovPlanCommand() {}

    static CommandLine create(Shell shell) {
        return new CommandLine(new GovPlanCommand())
                .addSubcommand(new GovPlanCreateCommand(shell))
                .addSubcommand(new GovPlanEnrolCommand(shell))
                .addSubcommand(new Sign(shell))
                .addSubcommand(new Merge(shell))
                .addSubcommand(new Verify(shell));
    }

    static PlanDesk desk(Shell shell, NodeHome home) throws MalformedException {
        NodeConfig config = Settings.tree(home, ConfigSources.resolve(home, shell.environment(), Map.of()));
        return PlanDesk.open(home, config);
    }

    /** Whether the home's node holds it. */
    static boolean isRunning(NodeHome home) {
        try {
            DiskFolder.open(home.consensus()).close();
            return false;
        } catch (StorageException e) {
            if (e.reason() == StorageException.Reason.IN_USE) {
                return true;
            }
            throw e;
        }
    }

    /** Has the home's running node do it. */
    static SignedPlan asked(Shell shell, NodeHome home, String method, Object... params)
            throws IOException, MalformedException {
        String answer = RunningNode.of(home, shell).call(method, params).asText();
        return PlanCodec.decodeSigned(Bytes.parseHex(answer));
    }

    private static ObjectNode json(SignedPlan signed) {
        Plan plan = signed.plan();
        return Shell.object()
                .put("plan", PlanCodec.hash(plan).toHex())
                .put("chainId", plan.chainId())
                .put("genesis", plan.genesisHash().toHex())
                .put("epoch", plan.epoch())
                .put("sequence", plan.sequence())
                .put("block", plan.block().toHex())
                .put("view", plan.certificate().view())
                .put("version", plan.version())
                .put("start", Instant.ofEpochSecond(plan.startSeconds()).toString())
                .put("signedPower", signed.power())
                .put("neededPower", signed.set().quorum())
                .put("note", plan.note());
    }

    private static void show(Shell shell, SignedPlan signed) {
        Plan plan = signed.plan();
        shell.say("plan      " + PlanCodec.hash(plan) + (plan.sequence() > 1 ? " replaces " + plan.previous() : ""));
        shell.say("chain     " + plan.chainId() + ", genesis " + plan.genesisHash());
        shell.say("ends      epoch " + plan.epoch() + " at block " + plan.block() + ", certified in view "
                + plan.certificate().view());
        plan.changes().forEach(change -> shell.say("changes   " + change));
        for (Plan.Binary binary : plan.binaries()) {
            shell.say("program   " + binary.system() + " " + binary.sha256());
        }
        shell.say("starts    " + Instant.ofEpochSecond(plan.startSeconds()));
        for (PlanSignature one : signed.signatures()) {
            shell.say("signed    validator " + one.signer() + " ("
                    + signed.set().member(one.signer()).address() + "), locked on view " + one.lockView());
        }
        for (PlanConsent one : signed.consents()) {
            shell.say("consents  new member "
                    + signed.nextSet().member(one.member()).address());
        }
        shell.say("power     " + signed.power() + " of " + signed.set().quorum() + " needed");
    }

    /** Consents to a plan. */
    @Command(
            name = "sign",
            description =
                    "Sign a plan with the validator of a home, through its node if that runs. From then on it says"
                            + " nothing more in the plan's epoch.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {"", "Example:  vigil gov plan sign plan.hex --home node0"})
    static final class Sign implements Callable<Integer> {
        private final Shell shell;

        @Parameters(index = "0", paramLabel = "FILE", description = "the plan; the signature is added to it")
        private Path file = Path.of("plan.hex");

        @Mixin
        private HomeOption home = new HomeOption();

        @Option(names = "--even-if-moving", description = "although the last block is younger than a minute")
        private boolean evenIfMoving;

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        Sign(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws MalformedException, IOException {
            SignedPlan read = PlanFile.read(file);
            SignedPlan signed = isRunning(home.home())
                    ? asked(
                            shell,
                            home.home(),
                            "plan_sign",
                            PlanCodec.encode(read).toHex(),
                            evenIfMoving)
                    : signed(read);
            PlanFile.write(file, signed);
            print(shell, json, signed);
            return ExitCode.OK.number();
        }

        private SignedPlan signed(SignedPlan read) throws MalformedException {
            try (PlanDesk desk = desk(shell, home.home())) {
                return desk.sign(read, evenIfMoving);
            }
        }
    }

    /** Joins the signatures of several files. */
    @Command(
            name = "merge",
            description = "Join the signatures of several copies of one plan.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {"", "Example:  vigil gov plan merge a.hex b.hex c.hex --out plan.hex"})
    static final class Merge implements Callable<Integer> {
        private final Shell shell;

        @Parameters(paramLabel = "FILE", arity = "1..*", description = "copies of one plan")
        private List<Path> files = List.of();

        @Option(names = "--out", paramLabel = "FILE", required = true, description = "where the result goes")
        private Path out = Path.of("plan.hex");

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        Merge(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws MalformedException {
            SignedPlan merged = PlanFile.read(files.getFirst());
            for (Path file : files.subList(1, files.size())) {
                SignedPlan other = PlanFile.read(file);
                if (!other.plan().equals(merged.plan())) {
                    throw new RefusedException(file + " holds another plan, " + PlanCodec.hash(other.plan()) + ", than "
                            + files.getFirst() + ", " + PlanCodec.hash(merged.plan()));
                }
                for (PlanSignature one : other.signatures()) {
                    merged = merged.with(one);
                }
                for (PlanConsent one : other.consents()) {
                    merged = merged.with(one);
                }
            }
            PlanFile.write(out, merged);
            print(shell, json, merged);
            return ExitCode.OK.number();
        }
    }

    /** Says what is wrong with a plan. */
    @Command(
            name = "verify",
            description = "Say what keeps nodes from starting with a plan: by the file alone, or at a stopped home.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {
                "",
                "Exit code 0 if nothing does. Without --home, whether the members are the chain's is not asked. With",
                "--rehearse the first block of the plan's epoch is made on a copy, empty and with the transactions"
                        + " that",
                "wait here, and its election is held; whoever signs compares the first root with the others.",
                "",
                "Example:  vigil gov plan verify plan.hex --home node0 --rehearse"
            })
    static final class Verify implements Callable<Integer> {
        private final Shell shell;

        @Parameters(index = "0", paramLabel = "FILE", description = "the plan")
        private Path file = Path.of("plan.hex");

        @Option(names = "--home", paramLabel = "DIR", description = "a stopped node's home folder")
        private List<Path> homes = List.of();

        @Option(names = "--rehearse", description = "also begin the plan's epoch, on a copy of each --home")
        private boolean rehearse;

        @Mixin
        private WorkOption work = new WorkOption();

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        Verify(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws MalformedException {
            SignedPlan signed = PlanFile.read(file);
            List<String> obstacles = new ArrayList<>();
            for (Path home : homes) {
                try (PlanDesk desk = desk(shell, new NodeHome(home))) {
                    obstacles.addAll(desk.obstacles(signed));
                }
            }
            if (homes.isEmpty()) {
                obstacles.addAll(PlanCheck.ofFile(signed).obstacles());
            }
            int rehearsed = rehearse ? rehearse(signed.plan()) : ExitCode.OK.number();
            if (json) {
                ObjectNode object = json(signed).put("sound", obstacles.isEmpty());
                var list = object.putArray("obstacles");
                obstacles.forEach(list::add);
                shell.print(object);
            } else {
                show(shell, signed);
                obstacles.forEach(why -> shell.say("refused   " + why));
                shell.say(obstacles.isEmpty() ? "sound" : "this plan starts nothing");
            }
            return obstacles.isEmpty() ? rehearsed : ExitCode.CHECK_FAILED.number();
        }

        private int rehearse(Plan plan) throws MalformedException {
            int worst = homes.isEmpty() ? ExitCode.USAGE.number() : ExitCode.OK.number();
            for (Path home : homes) {
                worst = Math.max(
                        worst,
                        GovUpgradeRehearseCommand.run(
                                shell, new NodeHome(home), work.list(), json, copy -> Rehearsal.ofPlan(copy, plan)));
            }
            return worst;
        }
    }

    static void print(Shell shell, boolean json, SignedPlan signed) {
        if (json) {
            shell.print(json(signed));
        } else {
            show(shell, signed);
        }
    }
}
