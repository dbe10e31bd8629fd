package io.vigil.cli;

import io.vigil.governance.Governance;
import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.contracts.SignedCall;
import io.vigil.governance.registry.Possession;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.NodeKeys;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.governance.GovernanceClient.Validator;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** What a validator says to the registry at 0x…1000: the subcommands of {@code vigil validators}. */
final class ValidatorCommands {
    private static final int WEI_DIGITS = 18;

    private ValidatorCommands() {}

    static CommandLine create(Shell shell) {
        CommandLine line = new CommandLine(new ValidatorsCommand(shell))
                .addSubcommand(new Register(shell))
                .addSubcommand(new RotateKey(shell));
        for (Act act : Act.values()) {
            CommandLine one = new CommandLine(new Say(shell, act));
            one.setCommandName(act.text);
            one.getCommandSpec()
                    .usageMessage()
                    .description(act.description)
                    .footer("", "Example:  vigil validators " + act.text + " --home node0");
            line.addSubcommand(act.text, one);
        }
        return line.addSubcommand(new Stake(shell)).addSubcommand(new Unbond(shell));
    }

    /** Ether as people write it: {@code 32}, {@code 0.5}. */
    static UInt256 wei(String ether) {
        try {
            BigInteger wei = new BigDecimal(ether).movePointRight(WEI_DIGITS).toBigIntegerExact();
            return UInt256.of(wei);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new TypeConversionException("'" + ether + "' is no amount of ether with at most 18 decimals");
        }
    }

    /** Calls that take nothing but the validator. */
    private enum Act {
        EXIT("exit", "exit(address)", "Leave: all stake is freed once the set is without it; it goes on until then."),
        CANCEL_EXIT("cancel-exit", "cancelExit(address)", "Stay after all; possible while it is a member."),
        JAIL("jail", "jail(address)", "Stand aside from the next epoch on, for maintenance; the stake stays."),
        UNJAIL("unjail", "unjail(address)", "Come back once the time is over and the node has given its signal."),
        WITHDRAW("withdraw", "withdraw(address)", "Draw what was unbonded and is due.");

        private final String text;
        private final String signature;
        private final String description;

        Act(String text, String signature, String description) {
            this.text = text;
            this.signature = signature;
            this.description = description;
        }
    }

    /** What all of them do: one call of the registry, by the keys of a home, paid by any account. */
    private abstract static class Call implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private RpcOption rpc = new RpcOption();

        @Mixin
        private SenderOption sender = new SenderOption();

        Call(Shell shell) {
            this.shell = shell;
        }

        abstract void make(GovernanceClient client) throws IOException, MalformedException, InterruptedException;

        @Override
        public final Integer call() throws IOException, MalformedException, InterruptedException {
            make(rpc.governance());
            return ExitCode.OK.number();
        }

        final void say(String line) {
            shell.say(line);
        }

        final NodeHome home() {
            return sender.home();
        }

        final NodeKeys keys() throws MalformedException {
            return sender.keys(shell);
        }

        /** The one in force. */
        final BlsSecretKey key(GovernanceClient client) throws IOException, MalformedException {
            return sender.validatorKey(shell, client);
        }

        /** A call that the validator's key signs. The block that it is in. */
        final long signed(GovernanceClient client, BlsSecretKey key, String signature, AbiWriter arguments)
                throws IOException, MalformedException, InterruptedException {
            Address validator = client.validatorOf(key);
            return client.await(
                    client.send(sender.sender(client), key, validator, Governance.VALIDATORS, signature, arguments));
        }

        /** A call in the name of whoever pays. The block that it is in. */
        final long paid(GovernanceClient client, String ether, String signature, AbiWriter arguments)
                throws IOException, MalformedException, InterruptedException {
            return client.await(client.call(
                    sender.sender(client), Governance.VALIDATORS, wei(ether), SignedCall.input(signature, arguments)));
        }
    }

    /** One of {@link Act}. */
    @Command(mixinStandardHelpOptions = true, sortOptions = false)
    private static final class Say extends Call {
        private final Act act;

        Say(Shell shell, Act act) {
            super(shell);
            this.act = act;
        }

        @Override
        void make(GovernanceClient client) throws IOException, MalformedException, InterruptedException {
            BlsSecretKey key = key(client);
            Address validator = client.validatorOf(key);
            long block = signed(client, key, act.signature, new AbiWriter().address(validator));
            say(act.text + " of " + validator + " is in block " + block);
        }
    }

    /** Makes a record of this home's keys. */
    @Command(
            name = "register",
            description = "Put the keys of a home into the registry; the account that pays becomes its operator.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {
                "",
                "On a chain of module 'stake' it is elected by its stake; of 'authority', once members vote it in.",
                "Its node must run and follow the chain.",
                "",
                "Example:  vigil validators register --home node4 --stake 32 --contact ops@example.org"
            })
    private static final class Register extends Call {
        @Option(names = "--stake", paramLabel = "ETHER", defaultValue = "0", description = "paid with it (default: 0)")
        private String stake = "0";

        @Option(names = "--fees", paramLabel = "ADDRESS", description = "where fees go (default: who pays)")
        private @Nullable String fees;

        @Option(
                names = "--withdrawal",
                paramLabel = "ADDRESS",
                description = "where stake goes back (default: who pays)")
        private @Nullable String withdrawal;

        @Option(names = "--contact", paramLabel = "TEXT", defaultValue = "", description = "shown to everybody")
        private String contact = "";

        Register(Shell shell) {
            super(shell);
        }

        @Override
        void make(GovernanceClient client) throws IOException, MalformedException, InterruptedException {
            NodeKeys keys = keys();
            BlsSecretKey key =
                    keys.validator().orElseThrow(() -> new RefusedException("the home has no validator key"));
            Address validator = ValidatorRecord.addressOf(key.publicKey().bytes());
            AbiWriter arguments = new AbiWriter()
                    .bytes(key.publicKey().bytes())
                    .bytes(Possession.prove(client.identity(), validator, key).bytes())
                    .hash(new Hash(keys.node().id()))
                    .address(address(fees))
                    .address(address(withdrawal))
                    .text(contact);
            long block = paid(client, stake, "register(bytes,bytes,bytes32,address,address,string)", arguments);
            say("validator " + validator + " is registered in block " + block
                    + "; its stake counts from the next epoch on");
        }

        private static Address address(@Nullable String text) throws MalformedException {
            return text == null ? Address.ZERO : Address.parseHex(text);
        }
    }

    /** Adds a key to the home and tells the registry. */
    @Command(
            name = "rotate-key",
            description = "Make a new validator key for a home and have the chain take it with the next epoch.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {
                "",
                "Both keys stay in the home. Restart the node before the epoch ends: it reads new keys at its start.",
                "",
                "Example:  vigil validators rotate-key --home node0"
            })
    private static final class RotateKey extends Call {
        RotateKey(Shell shell) {
            super(shell);
        }

        @Override
        void make(GovernanceClient client) throws IOException, MalformedException, InterruptedException {
            BlsSecretKey key = key(client);
            Address validator = client.validatorOf(key);
            BlsSecretKey fresh = unused(client);
            AbiWriter arguments = new AbiWriter()
                    .address(validator)
                    .bytes(fresh.publicKey().bytes())
                    .bytes(Possession.prove(client.identity(), validator, fresh).bytes());
            long block = signed(client, key, "rotateKey(address,bytes,bytes)", arguments);
            say("key " + fresh.publicKey() + " of " + validator + " is chosen in block " + block);
            say("restart the node before epoch " + client.epoch().epoch() + " ends with block "
                    + client.epoch().end());
        }

        /** A key of the home that the chain does not know, as one is left by a call that failed; else a new one. */
        private BlsSecretKey unused(GovernanceClient client) throws IOException, MalformedException {
            for (BlsSecretKey key : keys().validators()) {
                if (client.validatorOf(key).equals(Address.ZERO)) {
                    return key;
                }
            }
            NodeHome home = home();
            return NodeKeys.addValidator(home, new SecureRandom());
        }
    }

    /** Adds to a validator's stake. */
    @Command(
            name = "top-up",
            description = "Add to a validator's stake; anybody may.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {"", "Example:  vigil validators top-up 8 --home node0"})
    private static final class Stake extends Call {
        @Parameters(index = "0", paramLabel = "ETHER", description = "how much")
        private String ether = "";

        Stake(Shell shell) {
            super(shell);
        }

        @Override
        void make(GovernanceClient client) throws IOException, MalformedException, InterruptedException {
            Address validator = client.validatorOf(key(client));
            long block = paid(client, ether, "topUp(address)", new AbiWriter().address(validator));
            say(ether + " ether for " + validator + " are in block " + block + "; they count from the next epoch on");
        }
    }

    /** Takes a part of the stake out. */
    @Command(
            name = "unbond",
            description = "Take a part of the stake out; 'withdraw' draws it when its time is over.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {"", "Example:  vigil validators unbond 8 --home node0"})
    private static final class Unbond extends Call {
        @Parameters(index = "0", paramLabel = "ETHER", description = "how much")
        private String ether = "";

        Unbond(Shell shell) {
            super(shell);
        }

        @Override
        void make(GovernanceClient client) throws IOException, MalformedException, InterruptedException {
            BlsSecretKey key = key(client);
            Address validator = client.validatorOf(key);
            AbiWriter arguments = new AbiWriter().address(validator).number(wei(ether));
            long block = signed(client, key, "unbond(address,uint256)", arguments);
            Optional<Validator> left = client.validator(validator);
            say(ether + " ether of " + validator + " unbond since block " + block
                    + left.map(record -> "; " + record.stake() + " wei stay").orElse(""));
        }
    }
}
