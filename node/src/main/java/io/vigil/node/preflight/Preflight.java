package io.vigil.node.preflight;

import com.sun.management.UnixOperatingSystemMXBean;
import io.vigil.node.config.RefusedException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Looks at the place where an operation will write, in the order in which things would go wrong. */
public final class Preflight {
    /** A store of a terabyte in files of 64 MiB, and as many sockets, stay below (reference §5.5, 16). */
    private static final long OPEN_FILES = 4_096;

    private static final int PROBE_BYTES = 4_096;
    private static final String PROBE = ".vigil-probe";

    private final Path target;
    private final Path place;
    private final List<Finding> findings = new ArrayList<>();

    private Preflight(Path target) {
        this.target = target.toAbsolutePath().normalize();
        Path existing = this.target;
        while (!Files.isDirectory(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        this.place = existing;
    }

    /** @param target a folder that will be written; need not exist */
    public static Preflight of(Path target) {
        return new Preflight(target);
    }

    /** All that can be said without knowing how much will be written. */
    public Preflight usual() {
        return owner().probe().inodes(Inodes.FEW).openFiles();
    }

    /** Free space on the disk that really holds the target. */
    public Preflight space(long neededBytes) {
        return look("space", () -> {
            FileStore disk = Files.getFileStore(place);
            long free = disk.getUsableSpace();
            String seen = "%d MiB free on %s, %d MiB needed".formatted(free >> 20, disk.name(), neededBytes >> 20);
            return new Finding(
                    "space",
                    free >= neededBytes,
                    free >= neededBytes ? seen : seen + "; make room, or choose another disk");
        });
    }

    /** Whether the user who runs this may write there. */
    public Preflight owner() {
        return look("owner", () -> {
            PosixFileAttributes facts = Files.readAttributes(place, PosixFileAttributes.class);
            String user = System.getProperty("user.name");
            String seen = "%s belongs to %s, mode %s, this runs as %s"
                    .formatted(
                            place, facts.owner().getName(), PosixFilePermissions.toString(facts.permissions()), user);
            boolean writable = Files.isWritable(place);
            return new Finding(
                    "owner",
                    writable,
                    writable
                            ? seen
                            : seen + "; run as " + facts.owner().getName() + ", or: chown " + user + " " + place);
        });
    }

    /** Creates, writes, syncs, renames and deletes a file. */
    public Preflight probe() {
        return look("write", () -> {
            Path first = place.resolve(PROBE);
            Path second = place.resolve(PROBE + ".renamed");
            long start = System.nanoTime();
            try (FileChannel file = FileChannel.open(first, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.allocate(PROBE_BYTES));
                file.force(true);
            }
            long millis = (System.nanoTime() - start) / 1_000_000;
            Files.move(first, second, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(second);
            return new Finding(
                    "write", true, "write, fsync (%d ms), rename and delete work in %s".formatted(millis, place));
        });
    }

    public Preflight inodes(long needed) {
        return look("inodes", () -> Inodes.finding(place, needed));
    }

    /** How many files this process may open. */
    public Preflight openFiles() {
        return look("open files", () -> {
            if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
                return new Finding("open files", true, "no limit is known on this system");
            }
            long limit = system.getMaxFileDescriptorCount();
            boolean enough = limit >= OPEN_FILES;
            String seen = "limit %d, %d wanted".formatted(limit, OPEN_FILES);
            return new Finding(
                    "open files", enough, enough ? seen : seen + "; raise it: ulimit -n, or LimitNOFILE= in the unit");
        });
    }

    /** Refuses a place whose content does not outlive the machine or the container (R2.11). */
    public Preflight lasting() {
        return look("mount", () -> VolatileMounts.finding(place, target));
    }

    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** @throws RefusedException naming everything that is not good */
    public void require() {
        String bad = findings.stream()
                .filter(finding -> !finding.isGood())
                .map(finding -> finding.name() + ": " + finding.text())
                .collect(Collectors.joining("; "));
        if (!bad.isEmpty()) {
            throw new RefusedException(target + ": " + bad + " (nothing was changed)");
        }
    }

    private interface Look {
        Finding look() throws IOException;
    }

    private Preflight look(String name, Look look) {
        try {
            findings.add(look.look());
        } catch (IOException e) {
            findings.add(new Finding(name, false, place + ": " + e));
        } catch (UnsupportedOperationException e) {
            findings.add(new Finding(name, true, "cannot be seen on this file system"));
        }
        return this;
    }
}
