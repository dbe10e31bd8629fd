package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.eth1.DepositSchedules;
import io.vigil.testnet.explorer.Explorer;
import io.vigil.testnet.explorer.ExplorerReport;
import io.vigil.testnet.explorer.Plan;
import io.vigil.testnet.simulation.Campaign;
import io.vigil.testnet.simulation.SignerSchedules;
import io.vigil.testnet.simulation.SimulationPlan;
import io.vigil.testnet.simulation.Sinner;
import io.vigil.testnet.twins.Twins;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Proofs about the consensus core itself: simulation by seed, and search over all its states. */
@Command(
        name = "sim",
        description = "Run the consensus core under every fault a seed can name, or search all its states.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Ctrl-C stops and prints what was found until then. Exit code 1 if a rule was broken: the seed, or the way"
                    + " there,",
            "is printed; the same seed replays the same run.",
            "",
            "Example:  vigil sim --seeds 10000",
            "          vigil sim --seed 4711 --epoch-length 5 --spares 3 --sinner EQUIVOCATOR",
            "          vigil sim --views 13000 --epoch-length 5 --proposals 5",
            "          vigil sim --views 3000 --epoch-length 4 --spares 4 --plans",
            "          vigil sim --twins",
            "          vigil sim --signer 1000000",
            "          vigil sim --deposits 10000",
            "          vigil sim --explore 3 --states 100000000",
            "          vigil sim --explore 3 --plans",
            "          vigil sim --explore 1 --plans --after 2 --newcomers 3"
        })
final class SimCommand implements Callable<Integer> {
    private static final int MAX_NODES = 100;

    private final Shell shell;

    @Option(names = "--seed", paramLabel = "S", description = "first seed (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--seeds", paramLabel = "N", description = "how many seeds (default: ${DEFAULT-VALUE})")
    private int seeds = 1;

    @Option(names = "--nodes", paramLabel = "N", description = "validators (default: ${DEFAULT-VALUE})")
    private int nodes = 4;

    @Option(names = "--views", paramLabel = "V", description = "views before all heals (default: ${DEFAULT-VALUE})")
    private long views = 200;

    @Option(
            names = "--epoch-length",
            paramLabel = "BLOCKS",
            description = "blocks of an epoch, 0 for one endless epoch (default: 0)")
    private int epochLength;

    @Option(
            names = "--spares",
            paramLabel = "N",
            description =
                    "nodes beside the validators: members, keys and powers are drawn anew for each epoch (default: 0)")
    private int spares;

    @Option(
            names = "--proposals",
            paramLabel = "N",
            description = "legal changes of parameters, drawn at random, that are enacted with each epoch (default: 0)")
    private int proposals;

    @Option(
            names = "--sinner",
            paramLabel = "SIN",
            description = "what the first validator does: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Sinner sinner = Sinner.NOBODY;

    @Option(
            names = "--explore",
            paramLabel = "VIEWS",
            description =
                    "instead search all states of so many views: four validators, one of them free to sign anything")
    private int explore;

    @Option(
            names = "--plans",
            description =
                    "members also sign plans that end an epoch where it stands, and bring other members; no plan may"
                            + " drop a final block")
    private boolean plans;

    @Option(
            names = "--after",
            paramLabel = "VIEWS",
            description =
                    "with --explore and --plans: so many views of the epoch that a plan begins as well (default: 0)")
    private int after;

    @Option(
            names = "--newcomers",
            paramLabel = "N",
            description =
                    "with --explore and --plans: plans may also replace so many of the three honest members, 0 to 3"
                            + " (default: 0)")
    private int newcomers;

    @Option(
            names = "--states",
            paramLabel = "N",
            description = "with --explore: stop after so many distinct states (default: ${DEFAULT-VALUE})")
    private long states = 2_000_000;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "with --explore and --twins (default: ${DEFAULT-VALUE})")
    private int threads = 2;

    @Option(
            names = "--twins",
            paramLabel = "N",
            arity = "0..1",
            fallbackValue = "100000",
            description =
                    "instead play so many scenarios in which one of four runs twice with one key (default: 100000)")
    private long twins;

    @Option(
            names = "--signer",
            paramLabel = "N",
            description =
                    "instead play so many schedules of a validator's record, which signs what simulated runs made it"
                            + " say: crashes, loss of power, exports, imports, restores, copies")
    private long signer;

    @Option(
            names = "--deposits",
            paramLabel = "N",
            description =
                    "instead play so many schedules of validators that follow another chain and vote on its deposits:"
                            + " forks, lying and failing nodes, crashes, the bug of 2021")
    private long deposits;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    SimCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (explore > 0) {
            return explore().number();
        }
        if (signer > 0) {
            return playSchedules().number();
        }
        if (deposits > 0) {
            return playDeposits().number();
        }
        return (twins > 0 ? playTwins() : simulate()).number();
    }

    private ExitCode playDeposits() {
        DepositSchedules schedules =
                new DepositSchedules(seed, deposits, Runtime.getRuntime().availableProcessors());
        return Interruption.allow(schedules::stop, () -> {
            DepositSchedules.Result result = schedules.run(progress -> shell.note(progress.toString()));
            if (json) {
                shell.print(Shell.object()
                        .put("firstSeed", seed)
                        .put("schedules", result.schedules())
                        .put("views", result.views())
                        .put("blocks", result.blocks())
                        .put("adoptions", result.adoptions())
                        .put("falseAdoptions", result.falseAdoptions())
                        .put("deposits", result.deposits())
                        .put("failure", result.failure()));
            } else {
                shell.say(result.toString());
            }
            return result.failure().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
        });
    }

    private ExitCode playSchedules() {
        SignerSchedules schedules = new SignerSchedules(seed, signer);
        return Interruption.allow(schedules::stop, () -> {
            SignerSchedules.Result result = schedules.run(progress -> shell.note(progress.toString()));
            if (json) {
                ObjectNode object = Shell.object();
                shell.print(object.put("schedules", result.schedules())
                        .put("runs", result.runs())
                        .put("signed", result.signed())
                        .put("repeated", result.repeated())
                        .put("contradictionsRefused", result.rivals())
                        .put("crashes", result.crashes())
                        .put("moves", result.moves())
                        .put("restores", result.restores())
                        .put("copiesRefused", result.copies())
                        .put("seconds", result.took().toMillis() / 1000.0)
                        .put("failure", result.failure()));
            } else {
                shell.say(result.toString());
            }
            return result.failure().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
        });
    }

    private ExitCode explore() {
        Plan plan;
        try {
            plan = new Plan(explore, epochLength, false, states, threads, seed, plans, after, newcomers);
        } catch (IllegalArgumentException e) {
            throw wrong("--explore, --states, --threads, --plans, --after, --newcomers: " + e.getMessage());
        }
        Explorer explorer = new Explorer(plan);
        return Interruption.allow(explorer::stop, () -> {
            ExplorerReport report = explorer.run(progress -> shell.note(progress.toString()));
            if (json) {
                ObjectNode object = Shell.object();
                shell.print(object.put("views", explore)
                        .put("states", report.states())
                        .put("steps", report.steps())
                        .put("depth", report.depth())
                        .put("open", report.open())
                        .put("exhausted", report.exhausted())
                        .put("seconds", report.took().toMillis() / 1000.0)
                        .put("violation", report.violation()));
            } else {
                shell.say(report.toString());
            }
            return report.isClean() ? ExitCode.OK : ExitCode.CHECK_FAILED;
        });
    }

    private ExitCode playTwins() {
        if (threads < 1) {
            throw wrong("--threads at least 1, not " + threads);
        }
        Twins scenarios = new Twins(seed, twins, threads);
        return Interruption.allow(scenarios::stop, () -> {
            Twins.Result result = scenarios.run(progress -> shell.note(progress.toString()));
            if (json) {
                ObjectNode object = Shell.object();
                shell.print(object.put("scenarios", result.scenarios())
                        .put("drawn", result.drawn())
                        .put("blocks", result.blocks())
                        .put("seconds", result.took().toMillis() / 1000.0)
                        .put("failure", result.failure()));
            } else {
                shell.say(result.toString());
            }
            return result.failure().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
        });
    }

    private ExitCode simulate() {
        if (nodes < 1
                || nodes > MAX_NODES
                || seeds < 1
                || views < 1
                || spares < 0
                || proposals < 0
                || spares > MAX_NODES
                || (plans && (epochLength == 0 || proposals > 0))
                || epochLength < 0
                || epochLength == 1) {
            throw wrong("--nodes 1 to " + MAX_NODES
                    + ", --spares 0 to " + MAX_NODES
                    + ", --proposals at least 0"
                    + ", --seeds and --views at least 1, --epoch-length 0 or at least 2 (A20)"
                    + ", --plans with an --epoch-length and without --proposals");
        }
        SimulationPlan plan = SimulationPlan.hostile(nodes, views)
                .withEpochLength(epochLength)
                .withSpares(spares)
                .withSinner(sinner)
                .withProposals(proposals)
                .withPlans(plans)
                .withTrace(seeds == 1);
        Campaign campaign = new Campaign(plan, seed, seeds);
        return Interruption.allow(campaign::stop, () -> {
            Campaign.Result result = campaign.run(progress -> shell.note(progress.toString()));
            if (json) {
                ObjectNode object = Shell.object();
                shell.print(object.put("firstSeed", seed)
                        .put("seeds", result.seeds())
                        .put("events", result.events())
                        .put("eventsPerSecond", result.eventsPerSecond())
                        .put("blocks", result.blocks())
                        .put("epochs", result.epochs())
                        .put("proposals", result.proposals())
                        .put("plans", result.plans())
                        .put("ranges", result.ranges())
                        .put("lostRecords", result.lostRecords())
                        .put("simulatedSeconds", result.simulated().toSeconds())
                        .put("simulatedPerReal", result.simulatedPerReal())
                        .put("slowestTogetherMs", result.slowestTogether().toMillis())
                        .put("slowestRecoveryMs", result.slowestRecovery().toMillis())
                        .put("failure", result.failure()));
            } else {
                shell.say(result.toString());
            }
            return result.failure().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
        });
    }

    private CommandLine.ParameterException wrong(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }
}
