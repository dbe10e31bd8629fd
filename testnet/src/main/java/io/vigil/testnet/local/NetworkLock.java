package io.vigil.testnet.local;

import io.vigil.node.config.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps two commands from changing one network at once. */
final class NetworkLock {
    static final String NAME = ".lock";

    private NetworkLock() {}

    /** @throws RefusedException if another command is at work on the network */
    static void holding(Path folder, Runnable act) {
        Path file = folder.resolve(NAME);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new RefusedException(folder + ": another command is changing this network; try again");
            }
            act.run();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be locked: " + e, e);
        }
    }
}
