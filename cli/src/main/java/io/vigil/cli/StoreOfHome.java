package io.vigil.cli;

import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Settings;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.storage.rocks.StoreReading;
import io.vigil.types.MalformedException;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** The home whose stores a command works on, held so that its node cannot start meanwhile. */
final class StoreOfHome {
    @Mixin
    private HomeOption home = new HomeOption();

    NodeHome home() {
        return home.home();
    }

    NodeConfig.Storage config(Shell shell) throws MalformedException {
        return Settings.tree(home(), ConfigSources.resolve(home(), shell.environment(), Map.of()))
                .storage();
    }

    /** @throws io.vigil.node.config.RefusedException if the node runs */
    StoppedHome hold(Shell shell) throws MalformedException {
        return StoppedHome.hold(home(), config(shell));
    }

    /** To look at, without changing a byte. */
    StoreReading read(Shell shell) throws MalformedException {
        return StoreReading.open(home().chain(), config(shell).sizes());
    }
}
