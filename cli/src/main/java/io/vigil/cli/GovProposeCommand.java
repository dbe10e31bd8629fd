package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.governance.Governance;
import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.proposals.Content;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.RefusedException;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proposals of a member, one command for each kind. */
@Command(
        name = "propose",
        description = "Make a proposal with the validator key of a home.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class GovProposeCommand {
    private GovProposeCommand() {}

    static CommandLine create(Shell shell) {
        return new CommandLine(new GovProposeCommand())
                .addSubcommand(new Text(shell))
                .addSubcommand(new Settings(shell))
                .addSubcommand(new Version(shell))
                .addSubcommand(new Cancel(shell))
                .addSubcommand(new Member(shell))
                .addSubcommand(new Resume(shell));
    }

    /** What all kinds have in common. */
    abstract static class Kind implements Callable<Integer> {
        private static final long DEFAULT_EPOCHS = 5;

        private final Shell shell;

        @Mixin
        private RpcOption rpc = new RpcOption();

        @Mixin
        private SenderOption sender = new SenderOption();

        @Option(
                names = "--epochs",
                paramLabel = "N",
                defaultValue = "" + DEFAULT_EPOCHS,
                description = "how many epochs after this one it is open at most (default: ${DEFAULT-VALUE})")
        private long epochs = DEFAULT_EPOCHS;

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        Kind(Shell shell) {
            this.shell = shell;
        }

        /** What the node that runs in the home answers. */
        JsonNode ask(String method) throws MalformedException, IOException {
            return RunningNode.of(sender.home(), shell).call(method);
        }

        abstract String signature();

        /** The arguments between the validator and the last epoch. */
        abstract void write(AbiWriter arguments, long epoch) throws MalformedException, IOException;

        @Override
        public Integer call() throws IOException, MalformedException, InterruptedException {
            GovernanceClient client = rpc.governance();
            BlsSecretKey key = sender.validatorKey(shell, client);
            Address validator = client.validatorOf(key);
            long epoch = client.epoch().epoch();
            AbiWriter arguments = new AbiWriter().address(validator);
            write(arguments, epoch);
            arguments.number(epoch + epochs);
            String transaction =
                    client.send(sender.sender(client), key, validator, Governance.GOVERNANCE, signature(), arguments);
            long block = client.await(transaction);
            long id = client.proposals();
            if (json) {
                shell.print(Shell.object()
                        .put("id", id)
                        .put("transaction", transaction)
                        .put("block", block));
            } else {
                shell.say("proposal " + id + " in block " + block + "; vote with: vigil gov vote " + id + " yes");
            }
            return ExitCode.OK.number();
        }
    }

    /** Words that nothing follows from. */
    @Command(
            name = "text",
            description = "Propose a text; members say whether they agree.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil gov propose text 'Meet in May' --home node0"})
    static final class Text extends Kind {
        @Parameters(paramLabel = "TEXT", description = "up to 32 KiB")
        private String text = "";

        Text(Shell shell) {
            super(shell);
        }

        @Override
        String signature() {
            return "proposeText(address,string,uint64)";
        }

        @Override
        void write(AbiWriter arguments, long epoch) {
            arguments.text(text);
        }
    }

    /** Other numbers. */
    @Command(
            name = "param",
            description = "Propose other values of parameters, all or none; 'vigil gov status' lists them.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil gov propose param gasLimit=90000000 targetBlockTime=500 --home node0"})
    static final class Settings extends Kind {
        @Parameters(arity = "1..16", paramLabel = "NAME=VALUE", description = "times in milliseconds, money in wei")
        private Map<String, BigInteger> changes = new LinkedHashMap<>();

        Settings(Shell shell) {
            super(shell);
        }

        @Override
        String signature() {
            return "proposeParameters(address,string[],uint256[],uint64)";
        }

        @Override
        void write(AbiWriter arguments, long epoch) {
            List<UInt256> values = new ArrayList<>();
            changes.values().forEach(value -> values.add(UInt256.of(value)));
            arguments.texts(List.copyOf(changes.keySet())).amounts(values);
        }
    }

    /** Other rules. */
    @Command(
            name = "version",
            description = "Propose that another protocol version begins once enough nodes are ready.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil gov propose version 2 --grace 2 --expiry 50 --home node0"})
    static final class Version extends Kind {
        @Parameters(paramLabel = "VERSION", description = "above the present one")
        private long version;

        @Option(
                names = "--not-before",
                paramLabel = "N",
                defaultValue = "0",
                description = "epochs from now in which it must not lock (default: ${DEFAULT-VALUE})")
        private long notBefore;

        @Option(
                names = "--grace",
                paramLabel = "N",
                defaultValue = "1",
                description = "epochs from locking to beginning (default: ${DEFAULT-VALUE})")
        private long grace = 1;

        @Option(
                names = "--expiry",
                paramLabel = "N",
                defaultValue = "100",
                description = "epochs from now after which it is dropped (default: ${DEFAULT-VALUE})")
        private long expiry = 100;

        @Option(
                names = "--spec",
                paramLabel = "HASH",
                defaultValue = "0x0000000000000000000000000000000000000000000000000000000000000000",
                description = "hash of what says the new rules")
        private String specification = Hash.ZERO.toHex();

        Version(Shell shell) {
            super(shell);
        }

        @Override
        String signature() {
            return "proposeVersion(address,uint64,uint64,uint64,uint64,bytes32,uint64)";
        }

        @Override
        void write(AbiWriter arguments, long epoch) throws MalformedException {
            Bytes hash = Bytes.parseHex(specification);
            if (hash.size() != Hash.SIZE) {
                throw new MalformedException("--spec: a hash has 32 bytes, not " + hash.size());
            }
            arguments
                    .number(version)
                    .number(epoch + notBefore)
                    .number(grace)
                    .number(epoch + expiry)
                    .hash(new Hash(hash));
        }
    }

    /** The end of another proposal. */
    @Command(
            name = "cancel",
            description = "Propose to cancel an open proposal, also a version that is locked.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil gov propose cancel 3 --home node0"})
    static final class Cancel extends Kind {
        @Parameters(paramLabel = "ID", description = "number of the proposal to cancel")
        private long id;

        Cancel(Shell shell) {
            super(shell);
        }

        @Override
        String signature() {
            return "proposeCancel(address,uint256,uint64)";
        }

        @Override
        void write(AbiWriter arguments, long epoch) {
            arguments.number(id);
        }
    }

    /** Members in, out and back. */
    @Command(
            name = "member",
            description = "Propose to take a registered validator in, to cast one out, or to reinstate one.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Example:  vigil gov propose member in 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed --home node0"
            })
    static final class Member extends Kind {
        @Parameters(index = "0", paramLabel = "in|out|reinstate", description = "${COMPLETION-CANDIDATES}")
        private Content.Act act = Content.Act.IN;

        @Parameters(index = "1", paramLabel = "VALIDATOR", description = "its address")
        private String validator = "";

        @Option(
                names = "--power",
                paramLabel = "N",
                defaultValue = "1",
                description = "1 to 1,000, for 'in' (default: ${DEFAULT-VALUE})")
        private long power = 1;

        Member(Shell shell) {
            super(shell);
        }

        @Override
        String signature() {
            return "proposeMember(address,uint8,address,uint64,uint64)";
        }

        @Override
        void write(AbiWriter arguments, long epoch) throws MalformedException {
            arguments
                    .number(act.ordinal())
                    .address(Address.parseHex(validator))
                    .number(act == Content.Act.IN ? power : 0);
        }
    }

    /** Deposits again, after a false root let wrong ones be processed. */
    @Command(
            name = "resume",
            description = "Propose that deposits go on from this node's own tree, after a false root let others be"
                    + " processed: their indices are used up, the next one must fit.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Members compare with 'vigil deposits frontier' before they vote.",
                "",
                "Example:  vigil gov propose resume --home node0"
            })
    static final class Resume extends Kind {
        Resume(Shell shell) {
            super(shell);
        }

        @Override
        String signature() {
            return "proposeResume(address,uint64,uint64,bytes32[],uint64)";
        }

        @Override
        void write(AbiWriter arguments, long epoch) throws MalformedException, IOException {
            JsonNode tree = ask("deposits_frontier");
            if (!tree.path("adoptedIsMine").asBoolean() || !tree.has("mine")) {
                throw new RefusedException("the chain has adopted a root that is not this node's: 'vigil deposits"
                        + " status' says more; nothing can be resumed before the true one is adopted");
            }
            if (tree.path("same").asBoolean()) {
                throw new RefusedException("what the chain processed is this node's tree: nothing is to be resumed");
            }
            List<UInt256> frontier = new ArrayList<>();
            tree.path("mine").forEach(hash -> frontier.add(UInt256.of(Bytes.fromHex(hash.asText()))));
            arguments
                    .number(tree.path("generation").asLong())
                    .number(tree.path("nextIndex").asLong())
                    .amounts(frontier);
        }
    }
}
