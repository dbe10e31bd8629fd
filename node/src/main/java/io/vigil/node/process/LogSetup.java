package io.vigil.node.process;

import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.LayoutComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.RootLoggerComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/** Where log lines go: {@code logs/vigil.log} of the home, which rotates by size, and the terminal if wanted. */
public final class LogSetup {
    private static final String FILE = "vigil.log";

    /** UTC, so that the logs of nodes in different places can be laid side by side. */
    private static final String TEXT = "%d{yyyy-MM-dd HH:mm:ss.SSS}{UTC} %-5p %m%n";

    private static final String JSON = "{\"time\":\"%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z'}{UTC}\",\"level\":\"%p\","
            + "\"thread\":\"%enc{%t}{JSON}\",\"message\":\"%enc{%m}{JSON}\",\"error\":\"%enc{%ex}{JSON}\"}%n";

    private final NodeHome home;
    private final NodeConfig.Log config;
    private final ConfigurationBuilder<BuiltConfiguration> builder =
            ConfigurationBuilderFactory.newConfigurationBuilder();

    public LogSetup(NodeHome home, NodeConfig.Log config) {
        this.home = home;
        this.config = config;
    }

    /** @param onTerminal whether lines also go to the standard output */
    public void apply(boolean onTerminal) {
        try {
            Files.createDirectories(home.logs());
        } catch (IOException e) {
            throw new UncheckedIOException(home.logs() + ": cannot be written: " + e, e);
        }
        builder.setStatusLevel(Level.ERROR);
        builder.setShutdownHook("disable"); // the node logs while it stops; NodeProcess closes the log last
        RootLoggerComponentBuilder root =
                builder.newRootLogger(Level.toLevel(config.level().name()));
        addFile();
        root.add(builder.newAppenderRef("file"));
        if (onTerminal) {
            builder.add(builder.newAppender("terminal", "Console").add(layout()));
            root.add(builder.newAppenderRef("terminal"));
        }
        builder.add(root);
        builder.add(builder.newLogger("io.netty", Level.WARN));
        Configurator.reconfigure(builder.build());
    }

    private void addFile() {
        Path file = home.logs().resolve(FILE);
        ComponentBuilder<?> policy = builder.newComponent("Policies")
                .addComponent(builder.newComponent("SizeBasedTriggeringPolicy")
                        .addAttribute("size", Long.toString(config.fileBytes())));
        ComponentBuilder<?> strategy =
                builder.newComponent("DefaultRolloverStrategy").addAttribute("max", config.files());
        builder.add(builder.newAppender("file", "RollingFile")
                .addAttribute("fileName", file.toString())
                .addAttribute("filePattern", file + ".%i.gz")
                .add(layout())
                .addComponent(policy)
                .addComponent(strategy));
    }

    private LayoutComponentBuilder layout() {
        return builder.newLayout("PatternLayout").addAttribute("pattern", config.json() ? JSON : TEXT);
    }
}
