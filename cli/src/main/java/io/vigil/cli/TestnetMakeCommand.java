package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.testnet.local.ChainMaker;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A long chain without the time it takes to agree on it. */
@Command(
        name = "make",
        description = "Make a new network whose nodes already hold a long chain, without waiting for its blocks.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "One process builds the blocks with the keys of all validators, certifies each, and gives every node the"
                    + " store",
            "and the signer's record that it would have had. Start the network with: vigil testnet up --dir DIR",
            "",
            "Example:  vigil testnet make --blocks 20000 --dir /tmp/long"
        })
final class TestnetMakeCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--blocks", paramLabel = "N", required = true, description = "how many")
    private int blocks;

    @Option(
            names = "--transfers",
            paramLabel = "T",
            description = "in each block; they are paid for in one block more (default: ${DEFAULT-VALUE})")
    private int transfers;

    @Option(names = "--validators", paramLabel = "N", description = "of the network (default: 4)")
    private @Nullable Integer validators;

    @Mixin
    private DirOption dir = new DirOption();

    @Option(names = "--rpc-port", paramLabel = "PORT", description = "as for testnet up (default: 8545)")
    private @Nullable Integer rpcPort;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    TestnetMakeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        ChainMaker.Size size;
        try {
            size = new ChainMaker.Size(blocks, transfers);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        Integer wishedValidators = validators;
        Integer wishedPort = rpcPort;
        Wish wish = new Wish(
                wishedValidators == null ? OptionalInt.empty() : OptionalInt.of(wishedValidators),
                OptionalLong.empty(),
                wishedPort == null ? OptionalInt.empty() : OptionalInt.of(wishedPort));
        LocalNetwork network = LocalNetwork.openOrCreate(dir.folder(), wish, TestnetCommand.launcher());
        ChainMaker.Made made = ChainMaker.make(network, size, shell::note);
        if (json) {
            shell.print(Shell.object()
                    .put("height", made.height())
                    .put("transfers", made.transfers())
                    .put("head", made.head().toHex())
                    .put("seconds", made.seconds()));
        } else {
            shell.say("made %d blocks with %d transfers in %.1f s; start the network with: vigil testnet up --dir %s"
                    .formatted(made.height(), made.transfers(), made.seconds(), dir.folder()));
        }
        return ExitCode.OK.number();
    }
}
