package io.vigil.cli;

import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.NodeKeys;
import io.vigil.node.keys.SignerTransfer;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** The record of the validator of a home whose node is stopped. */
final class SignerFiles {
    @Mixin
    private HomeOption home = new HomeOption();

    /** Opens the home with its key. */
    interface Use {
        int with(SignerTransfer transfer) throws MalformedException;
    }

    int use(Shell shell, Use use) throws MalformedException {
        NodeConfig config =
                Settings.tree(home.home(), ConfigSources.resolve(home.home(), shell.environment(), Map.of()));
        try (StoppedHome held = StoppedHome.hold(home.home(), config.storage())) {
            List<Bytes> keys = NodeKeys.open(home.home(), config.keys(), shell.environment()).validators().stream()
                    .map(key -> key.publicKey().bytes())
                    .toList();
            if (keys.isEmpty()) {
                throw new RefusedException(
                        home.home().root() + ": observes only; it has no validator key and signs nothing");
            }
            return use.with(new SignerTransfer(held.home(), held.genesis(), keys));
        }
    }
}
