package io.vigil.testnet.local;

import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the main classes of nodes are told: {@code --home DIR} and flags of settings, each with its value. */
public record NodeArguments(NodeHome home, NodeConfig config) {
    /** @throws MalformedException if the home's file has a wrong setting */
    public static NodeArguments parse(List<String> words) throws MalformedException {
        NodeHome home = new NodeHome(Path.of(words.get(1)));
        return new NodeArguments(home, Settings.tree(home, ConfigSources.resolve(home, System.getenv(), flags(words))));
    }

    /** The words behind {@code --home DIR}; {@link NewNetwork#flags} wrote them. */
    private static Map<Setting<?>, String> flags(List<String> words) {
        Map<Setting<?>, String> flags = new LinkedHashMap<>();
        for (int i = 2; i + 1 < words.size(); i += 2) {
            String flag = words.get(i);
            Setting<?> setting = Settings.all().stream()
                    .filter(candidate -> candidate.flag().equals(flag))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no setting has the flag " + flag));
            flags.put(setting, words.get(i + 1));
        }
        return flags;
    }
}
