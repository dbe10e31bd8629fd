package io.vigil.node.p2p;

import io.vigil.node.config.Endpoint;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.nio.charset.StandardCharsets;

/**
 * A node's own signed word on where it can be reached, which others pass on.
 *
 * @param sequence the higher of two records of a node stands; nodes use the time of their start, but nothing compares it to a clock
 * @param signature Ed25519 by {@code id} over {@link #message}, 64 bytes
 */
public record AddressRecord(NodeId id, Endpoint endpoint, long sequence, Role role, Bytes signature) {
    public static final int SIGNATURE_BYTES = 64;

    private static final Bytes DOMAIN = ascii("vigil/p2p/address/v1");

    public AddressRecord {
        if (signature.size() != SIGNATURE_BYTES) {
            throw new IllegalArgumentException("an Ed25519 signature has 64 bytes, not " + signature.size());
        }
    }

    /**
     * What is signed: domain ‖ genesis hash ‖ id ‖ sequence (8) ‖ port (8) ‖ length of the host (8) ‖ host ‖ BLS key and
     * signature, if the node is a validator.
     */
    public static Bytes message(Hash genesis, NodeId id, Endpoint endpoint, long sequence, Role role) {
        Bytes host = ascii(endpoint.host());
        Bytes proof = switch (role) {
            case Role.Observer observer -> Bytes.EMPTY;
            case Role.Validator(Bytes blsKey, Bytes signature) -> Bytes.concat(blsKey, signature);
        };
        return Bytes.concat(
                DOMAIN,
                genesis.bytes(),
                id.bytes(),
                Bytes.ofLong(sequence),
                Bytes.ofLong(endpoint.port()),
                Bytes.ofLong(host.size()),
                host,
                proof);
    }

    public Bytes message(Hash genesis) {
        return message(genesis, id, endpoint, sequence, role);
    }

    private static Bytes ascii(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
