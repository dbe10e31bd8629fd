package io.vigil.storage.append;

import io.vigil.types.Bytes;
import java.util.List;

/** A flat folder of files with the only effects that a log needs. Every method may throw {@code StorageException}. */
public interface Folder {
    /** Ascending. */
    List<String> names();

    /** A whole file. */
    Bytes read(String name);

    /** Opens a file for writing at its end; creates it. What was written is durable after {@link Appender#sync}. */
    Appender append(String name);

    /** Gives a file another name, replacing what had it. Durable when it returns. */
    void rename(String from, String to);

    /** Durable when it returns. */
    void delete(String name);

    /** An open file. */
    interface Appender extends AutoCloseable {
        void write(Bytes bytes);

        /** Returns when all written bytes are durable. */
        void sync();

        /** Cuts the file at {@code sizeBytes}. */
        void truncate(long sizeBytes);

        @Override
        void close();
    }
}
