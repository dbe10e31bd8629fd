package io.vigil.node.p2p;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;

/** Who a node is: its raw Ed25519 public key. Written as 64 hex digits without {@code 0x}. */
public record NodeId(Bytes bytes) implements Comparable<NodeId> {
    public static final int SIZE = 32;

    /** @throws IllegalArgumentException if {@code bytes} are not 32 */
    public NodeId {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("a node id has 32 bytes, not " + bytes.size());
        }
    }

    public static NodeId parse(String text) throws MalformedException {
        Bytes bytes = Bytes.parseHex(text);
        if (bytes.size() != SIZE) {
            throw new MalformedException("a node id has 64 hex digits, not " + 2 * bytes.size() + ": '" + text + "'");
        }
        return new NodeId(bytes);
    }

    public String hex() {
        return bytes.toHex().substring(2);
    }

    /** The first 8 digits, for log lines that name many. */
    public String abbreviated() {
        return hex().substring(0, 8);
    }

    @Override
    public int compareTo(NodeId other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
