package io.vigil.storage;

import java.nio.ByteBuffer;

/**
 * One ordered scan whose rows are copied to where the caller wants them: for scans of everything, where objects for each row
 * would cost more than to find it. For one thread.
 */
public interface Cursor extends AutoCloseable {
    /** Moves to the next row; at first to the first. @return whether there is one */
    boolean advance();

    /**
     * Copies the row's key to {@code out} and moves its position behind it.
     *
     * @return its size; if that is more than {@code out} had room for, only what had room was copied
     */
    int key(ByteBuffer out);

    /** As {@link #key}, the row's value. */
    int value(ByteBuffer out);

    @Override
    void close();
}
