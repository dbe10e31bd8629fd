package io.vigil.storage.snapshot;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * The records of one chunk as bytes, outside Java's heap: 16 MiB in it are copied by the collector and soon fill what it
 * keeps for old objects, and a node that makes a snapshot then stops to clear all of its heap. The memory is the next chunk's
 * afterwards.
 */
final class Content {
    private final ByteBuffer bytes;

    /** @param bytes from 0 to its limit */
    Content(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    int size() {
        return bytes.limit();
    }

    int int32(int at) {
        return bytes.getInt(at);
    }

    /** A copy. */
    Bytes slice(int at, int length) {
        byte[] copy = new byte[length];
        bytes.get(at, copy);
        return Bytes.wrap(copy);
    }

    Hash sha256() {
        MessageDigest digest = Sha256.begin();
        digest.update(bytes.duplicate());
        return Sha256.end(digest);
    }
}
