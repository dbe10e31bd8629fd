package io.vigil.node.config;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;

/**
 * A node to connect to, written {@code id@host:port}.
 *
 * @param id the peer's Ed25519 public key, 32 bytes; on paper 64 hex digits
 */
public record PeerAddress(Bytes id, Endpoint endpoint) {
    private static final int ID_BYTES = 32;

    public PeerAddress {
        if (id.size() != ID_BYTES) {
            throw new IllegalArgumentException("node id of " + id.size() + " bytes");
        }
    }

    public static PeerAddress parse(String text) throws MalformedException {
        int at = text.indexOf('@');
        if (at != 2 * ID_BYTES) {
            throw new MalformedException("'" + text + "' is not id@host:port with an id of 64 hex digits");
        }
        return new PeerAddress(Bytes.parseHex(text.substring(0, at)), Endpoint.parse(text.substring(at + 1)));
    }

    @Override
    public String toString() {
        return id.toHex().substring(2) + "@" + endpoint;
    }
}
