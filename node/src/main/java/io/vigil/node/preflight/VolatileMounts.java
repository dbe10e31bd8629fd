package io.vigil.node.preflight;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** File systems that are gone with the machine's memory or with the container. */
final class VolatileMounts {
    private static final Set<String> TYPES =
            Set.of("tmpfs", "ramfs", "devtmpfs", "rootfs", "overlay", "overlayfs", "aufs", "unionfs", "fuse-overlayfs");

    private VolatileMounts() {}

    static Finding finding(Path place, Path target) throws IOException {
        FileStore disk = Files.getFileStore(place);
        String type = disk.type().toLowerCase(Locale.ROOT);
        String seen = "%s is on %s (%s)".formatted(target, disk.name(), type);
        return isVolatile(type)
                ? new Finding(
                        "mount",
                        false,
                        seen + ", which is gone with the container or the power; put it on a disk:"
                                + " mount a volume there")
                : new Finding("mount", true, seen);
    }

    static boolean isVolatile(String type) {
        return TYPES.contains(type);
    }
}
