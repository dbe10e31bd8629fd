package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.node.agreement.ConsensusJournal;
import io.vigil.node.chain.BlockRefs;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.SignerHistory;
import io.vigil.node.preflight.Finding;
import io.vigil.storage.StorageException;
import io.vigil.storage.append.DiskFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip file with what a stranger needs (R6.2). Files are named one by one: nothing of {@code keys/} can slip in. */
final class DoctorBundle {
    /** The end of each log; most of what matters is in it. */
    private static final int LOG_BYTES = 8 << 20;

    private static final Pattern SECRET =
            Pattern.compile("(?im)^(\\s*[\\w.]*(?:password|secret|token|webhook)\\w*\\s*=).*$");

    private DoctorBundle() {}

    static void write(Path file, NodeHome home, List<Finding> findings, ObjectNode status) throws IOException {
        if (Files.exists(file)) {
            throw new RefusedException(file + ": exists already");
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW))) {
            text(zip, "findings.txt", findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
            text(zip, "versions.txt", versions());
            text(zip, "status.json", status.toPrettyString());
            text(zip, "signed.txt", signed(home));
            text(zip, "certificates.txt", certificates(home));
            if (Files.isRegularFile(home.configFile())) {
                text(zip, "vigil.toml", withoutSecrets(Files.readString(home.configFile())));
            }
            if (Files.isRegularFile(home.genesisFile())) {
                text(zip, "genesis.json", Files.readString(home.genesisFile()));
            }
            for (Path log : logs(home)) {
                zip.putNextEntry(new ZipEntry("logs/" + log.getFileName()));
                zip.write(end(log));
                zip.closeEntry();
            }
        }
    }

    /** Each value that may be a secret becomes three dots. */
    static String withoutSecrets(String toml) {
        return SECRET.matcher(toml).replaceAll("$1 \"...\"");
    }

    private static String versions() {
        return "vigil %s%njava %s (%s)%nos %s %s, %d processors%n"
                .formatted(
                        RootCommand.Version.text(),
                        Runtime.version(),
                        System.getProperty("java.vendor"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.getRuntime().availableProcessors());
    }

    private static String signed(NodeHome home) {
        return SignerHistory.read(home, line -> {}).stream()
                .map(SignerHistory.Summary::toString)
                .collect(Collectors.joining("\n"));
    }

    /** The highest certificates that this node holds, with views and signers, and the ends of its epochs. */
    private static String certificates(NodeHome home) {
        if (!Files.isDirectory(home.consensus())) {
            return "";
        }
        try {
            ConsensusJournal.Contents journal =
                    ConsensusJournal.read(DiskFolder.forReading(home.consensus()), BlockRefs::ofBody);
            return Stream.concat(
                            journal.certificates().stream().map(Object::toString),
                            journal.epochs().stream().map(EpochProof::end).map(Object::toString))
                    .collect(Collectors.joining("\n"));
        } catch (StorageException | IllegalStateException e) {
            return "cannot be read: " + e.getMessage();
        }
    }

    private static List<Path> logs(NodeHome home) throws IOException {
        if (!Files.isDirectory(home.logs())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(home.logs())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static byte[] end(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            long from = Math.max(0, file.length() - LOG_BYTES);
            file.seek(from);
            byte[] bytes = new byte[(int) Math.min(LOG_BYTES, file.length() - from)];
            file.readFully(bytes);
            return bytes;
        }
    }

    private static void text(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
