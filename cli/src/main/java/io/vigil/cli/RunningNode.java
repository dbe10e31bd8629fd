package io.vigil.cli;

import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Settings;
import io.vigil.types.MalformedException;
import java.nio.file.Files;
import java.util.Map;

/** The way from a command to the node that runs in a home. */
final class RunningNode {
    private RunningNode() {}

    /** @throws MalformedException if the settings that name its admin port are wrong */
    static AdminClient of(NodeHome home, Shell shell) throws MalformedException {
        HomeOption.requireHome(home);
        NodeConfig config = Settings.tree(home, ConfigSources.resolve(home, shell.environment(), Map.of()));
        if (!Files.exists(home.adminTokenFile())) {
            throw new RefusedException(
                    home.root() + ": its node was never started; start it with: vigil node --home " + home.root());
        }
        return new AdminClient(config.admin().port(), AdminToken.read(home));
    }
}
