package io.vigil.timesync.files;

import io.vigil.timesync.roughtime.MalfeasanceReport;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/**
 * Malfeasance reports, one file each, in the draft's own form: any tool of the ecosystem can check them. The oldest goes
 * when there are too many.
 */
public final class EvidenceFolder {
    /** 64 reports of two passes over a dozen servers are about 6 MB. */
    public static final int MAX_REPORTS = 64;

    private static final String PREFIX = "malfeasance-";
    private static final String SUFFIX = ".json";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final InstantSource clock;

    /** @param clock names the files; made when the first report is kept, not before */
    public EvidenceFolder(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Writes the report whole or not at all.
     *
     * @throws TimeFileException if the disk refuses
     */
    public Path keep(MalfeasanceReport report) {
        String json = report.json();
        String digest = Keccak.hash(Bytes.wrap(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .toString()
                .substring(2, 10);
        Instant now = clock.instant();
        Path file = folder.resolve(PREFIX + STAMP.format(now) + "-" + digest + SUFFIX);
        Path partial = folder.resolve(file.getFileName() + ".part");
        try {
            Files.createDirectories(folder);
            Files.writeString(partial, json);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            List<Path> kept = list();
            for (Path old : kept.subList(0, Math.max(0, kept.size() - MAX_REPORTS))) {
                Files.delete(old);
            }
        } catch (IOException e) {
            throw new TimeFileException("cannot keep evidence in " + folder + ": " + e, e);
        }
        return file;
    }

    /** Oldest first; empty when there never was any. */
    public List<Path> list() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                    .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new TimeFileException("cannot read " + folder + ": " + e, e);
        }
    }

    /**
     * @throws MalformedException if the file is no report
     * @throws TimeFileException if it cannot be read
     */
    public static MalfeasanceReport read(Path file) throws MalformedException {
        return MalfeasanceReport.parse(SmallFile.read(file, MalfeasanceReport.MAX_TEXT_BYTES));
    }
}
