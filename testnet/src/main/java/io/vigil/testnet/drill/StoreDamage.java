package io.vigil.testnet.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** What an unclean death or a bad disk leaves of a store. */
enum StoreDamage {
    /** The second half of every file never reached the disk. */
    ZEROED_HALVES("the second half of every file is zeros") {
        @Override
        void damage(FileChannel file) throws IOException {
            long half = file.size() / 2;
            file.write(ByteBuffer.allocate(Math.toIntExact(file.size() - half)), half);
        }
    },
    /** The disk gives back other bytes than were written. */
    FLIPPED_BITS("a bit is flipped in every file") {
        @Override
        void damage(FileChannel file) throws IOException {
            ByteBuffer one = ByteBuffer.allocate(1);
            long middle = file.size() / 2;
            file.read(one, middle);
            file.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1)}), middle);
        }
    };

    private final String words;

    StoreDamage(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    abstract void damage(FileChannel file) throws IOException;

    /** @return how many files */
    int strike(Path store) {
        try (Stream<Path> listed = Files.list(store)) {
            List<Path> files = listed.filter(StoreDamage::isData).toList();
            for (Path file : files) {
                try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    damage(open);
                    open.force(true);
                }
            }
            return files.size();
        } catch (IOException e) {
            throw new UncheckedIOException(store + ": cannot be damaged: " + e.getMessage(), e);
        }
    }

    /** RocksDB's own log in words says nothing to it. */
    private static boolean isData(Path file) {
        String name = file.getFileName().toString();
        return Files.isRegularFile(file)
                && !name.startsWith("LOG")
                && file.toFile().length() > 0;
    }
}
