package io.vigil.testnet.drill;

import io.vigil.node.config.NewHome;
import io.vigil.node.config.RefusedException;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisParameters;
import io.vigil.types.genesis.GovernanceModule;
import io.vigil.types.genesis.GovernanceParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A local network with epochs of seconds, so that a drill sees many of them. */
final class GovernedNetwork {
    static final long EPOCH_LENGTH = 20;

    private GovernedNetwork() {}

    /** @throws RefusedException if the folder holds anything */
    static LocalNetwork create(
            Path folder, int rpcPort, int validators, GovernanceModule module, NodeLauncher launcher) {
        refuseContent(folder);
        Wish wish = new Wish(OptionalInt.of(validators), OptionalLong.empty(), OptionalInt.of(rpcPort));
        LocalNetwork network = LocalNetwork.openOrCreate(folder.resolve("net"), wish, launcher);
        Genesis genesis =
                NewHome.readGenesis(network.plan().nodes().getFirst().home().genesisFile());
        Genesis governed = genesis.with(parameters(genesis.parameters(), module));
        for (NodePlan node : network.plan().nodes()) {
            NewHome.replaceGenesis(node.home(), governed);
        }
        return network;
    }

    private static GenesisParameters parameters(GenesisParameters given, GovernanceModule module) {
        return new GenesisParameters(
                Duration.ofMillis(100),
                Duration.ofMillis(400),
                given.delta(),
                given.build(),
                given.exec(),
                given.timeoutCap(),
                EPOCH_LENGTH,
                given.baseFeeDenominator(),
                given.minBaseFee(),
                given.maxClockDrift(),
                module,
                GovernanceParameters.of(module));
    }

    private static void refuseContent(Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new RefusedException(folder + ": is not empty; give another --dir");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be written: " + e, e);
        }
    }
}
