package io.vigil.node.p2p;

import io.vigil.types.Hash;

/**
 * What we say of ourselves in HELLO, beside our id and our address.
 *
 * @param client name and version of this program, at most 64 characters
 * @param role with the BLS signature over our own id ({@link HelloClaim}), which the holder of the validator key makes once
 */
public record NetworkIdentity(long chainId, Hash genesis, String client, Role role) {
    static final int MAX_CLIENT_CHARS = 64;

    public NetworkIdentity {
        if (client.length() > MAX_CLIENT_CHARS) {
            throw new IllegalArgumentException("a client name has at most 64 characters: " + client);
        }
    }
}
