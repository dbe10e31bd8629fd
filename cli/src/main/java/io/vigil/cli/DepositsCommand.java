package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.ExitCode;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deposits on another chain, by which candidates come in. */
@Command(
        name = "deposits",
        description = "Deposits on another chain: make and send them, see what became of them, audit the tree.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DepositsCommand {
    private DepositsCommand() {}

    static CommandLine create(Shell shell) {
        return new CommandLine(new DepositsCommand())
                .addSubcommand(new Status(shell))
                .addSubcommand(new Votes(shell))
                .addSubcommand(new Explain(shell))
                .addSubcommand(new Proof(shell))
                .addSubcommand(new Frontier(shell))
                .addSubcommand(new Audit(shell))
                .addSubcommand(new DepositsNewCommand(shell))
                .addSubcommand(new DepositsSendCommand(shell))
                .addSubcommand(new DepositsRehearseCommand(shell));
    }

    /** What a running node answers, as lines or as JSON. */
    private abstract static class Asking implements Callable<Integer> {
        protected final Shell shell;

        @Mixin
        protected HomeOption home = new HomeOption();

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        protected Asking(Shell shell) {
            this.shell = shell;
        }

        protected JsonNode ask(String method, Object... params) throws MalformedException, IOException {
            JsonNode answer = RunningNode.of(home.home(), shell).call(method, params);
            if (json) {
                shell.print(answer);
            } else {
                say("", answer);
            }
            return answer;
        }

        /** A line for each plain value; what lies in lists of objects in one line each. */
        private void say(String prefix, JsonNode node) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                String name = prefix + field.getKey();
                JsonNode value = field.getValue();
                if (value.isObject()) {
                    shell.say("%-14s %s".formatted(name, facts(value)));
                } else if (value.isArray()) {
                    value.forEach(item ->
                            shell.say("%-14s %s".formatted(name, item.isObject() ? facts(item) : item.asText())));
                } else {
                    shell.say("%-14s %s".formatted(name, value.asText()));
                }
            }
        }

        private static String facts(JsonNode object) {
            StringBuilder line = new StringBuilder();
            for (Map.Entry<String, JsonNode> fact : object.properties()) {
                line.append(line.isEmpty() ? "" : " ")
                        .append(fact.getKey())
                        .append('=')
                        .append(fact.getValue().asText());
            }
            return line.toString();
        }
    }

    /** What is adopted, read, cast and included. */
    @Command(
            name = "status",
            description = "Print what the chain adopted and processed, and how this node follows eth1.",
            mixinStandardHelpOptions = true,
            footer = {"", "Exit code 1 if an alarm stands.", "", "Example:  vigil deposits status --home node0"})
    static final class Status extends Asking {
        Status(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() throws MalformedException, IOException {
            JsonNode status = ask("deposits_status");
            return (status.path("alarms").isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
        }
    }

    /** Who voted for what. */
    @Command(
            name = "votes",
            description = "Print the votes of the period, whose power counts, and why this node votes as it does.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil deposits votes --home node0 --json"})
    static final class Votes extends Asking {
        Votes(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() throws MalformedException, IOException {
            ask("deposits_votes");
            return ExitCode.OK.number();
        }
    }

    /** What became of a deposit. */
    @Command(
            name = "explain",
            description = "Say what became of a deposit, or of all deposits of a key, and why.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil deposits explain 17 --home node0"})
    static final class Explain extends Asking {
        @Parameters(index = "0", paramLabel = "INDEX|KEY", description = "of the deposit, or a BLS public key in hex")
        private String wanted = "";

        Explain(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() throws MalformedException, IOException {
            ask("deposits_explain", wanted);
            return ExitCode.OK.number();
        }
    }

    /** The Merkle branch of a deposit. */
    @Command(
            name = "proof",
            description =
                    "Print the Merkle branch of a deposit, 32 siblings and the count; or prove, from genesis alone,"
                            + " that a validator asked to leave, whether it has left, and what it holds.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:  vigil deposits proof 17 --home node0 --json",
                "          vigil deposits proof --exit 0xa3… --home node0 --json"
            })
    static final class Proof extends Asking {
        @ArgGroup(multiplicity = "1")
        private Wanted wanted = new Wanted();

        /** One of the two. */
        static final class Wanted {
            @Parameters(index = "0", paramLabel = "INDEX", description = "of the deposit, from 0")
            private @Nullable Long index;

            @Option(names = "--exit", paramLabel = "KEY", description = "a validator's BLS public key in hex")
            private @Nullable String exit;
        }

        @Option(
                names = "--count",
                paramLabel = "N",
                description = "in the tree of N deposits (default: those that the chain adopted)")
        private @Nullable Long count;

        Proof(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() throws MalformedException, IOException {
            Long index = wanted.index;
            Long of = count;
            if (index == null) {
                ask("deposits_exitProof", String.valueOf(wanted.exit));
            } else if (of == null) {
                ask("deposits_proof", Long.toString(index));
            } else {
                ask("deposits_proof", Long.toString(index), Long.toString(of));
            }
            return ExitCode.OK.number();
        }
    }

    /** What was processed, and what should have been. */
    @Command(
            name = "frontier",
            description =
                    "Print the tree of the deposits that the chain processed beside this node's own tree of as many.",
            mixinStandardHelpOptions = true,
            footer = {"", "Exit code 1 if they differ.", "", "Example:  vigil deposits frontier --home node0"})
    static final class Frontier extends Asking {
        Frontier(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() throws MalformedException, IOException {
            JsonNode tree = ask("deposits_frontier");
            return (tree.path("same").asBoolean() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
        }
    }

    /** Everything is looked at again. */
    @Command(
            name = "audit",
            description = "Compare leaves, nodes, saved root and the contract with each other; print a line that the"
                    + " node key signed.",
            mixinStandardHelpOptions = true,
            footer = {"", "Exit code 1 if it is not sound.", "", "Example:  vigil deposits audit --home node0"})
    static final class Audit extends Asking {
        @Option(
                names = "--accept-reorg",
                paramLabel = "HASH",
                description = "eth1 replaced a final block by the one with this hash: follow that one from now on")
        private @Nullable String accepted;

        Audit(Shell shell) {
            super(shell);
        }

        @Override
        public Integer call() throws MalformedException, IOException {
            String hash = accepted;
            JsonNode answer = hash == null ? ask("deposits_audit") : ask("deposits_acceptReorg", hash);
            boolean good =
                    answer.path("sound").asBoolean() || answer.path("accepted").asBoolean();
            return (good ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
        }
    }
}
