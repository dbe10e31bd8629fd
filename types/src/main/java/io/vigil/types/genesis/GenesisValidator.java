package io.vigil.types.genesis;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.chain.ValidatorInfo;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSignature;
import java.nio.charset.StandardCharsets;

/**
 * A member of the first set of validators.
 *
 * @param address where its fees go
 * @param nodeId its Ed25519 node key, 32 bytes
 * @param possession the proof of possession of {@code blsKey}
 * @param power 1 to {@link #MAX_POWER}
 * @param contact how to reach its operator: up to 128 bytes of UTF-8 without control characters; may be empty
 * @param host where its node listens for peers; may be empty, and then {@code port} is 0
 */
public record GenesisValidator(
        Address address,
        BlsPublicKey blsKey,
        Bytes nodeId,
        BlsSignature possession,
        long power,
        String contact,
        String host,
        int port) {
    public static final int NODE_ID_SIZE = 32;

    /** Keeps the total of a full set far below 2^63. */
    public static final long MAX_POWER = 1_000_000_000;

    public static final int MAX_CONTACT_BYTES = 128;

    /** The longest name that DNS allows (RFC 1035 §2.3.4). */
    public static final int MAX_HOST_CHARACTERS = 253;

    /** Messages begin with the name of the field. */
    public GenesisValidator {
        require(nodeId.size() == NODE_ID_SIZE, "nodeId: 32 bytes wanted, not " + nodeId.size());
        require(power >= 1 && power <= MAX_POWER, "power: " + power + " is not from 1 to " + MAX_POWER);
        require(
                contact.getBytes(StandardCharsets.UTF_8).length <= MAX_CONTACT_BYTES,
                "contact: more than " + MAX_CONTACT_BYTES + " bytes");
        require(contact.chars().noneMatch(Character::isISOControl), "contact: holds a control character");
        require(
                host.length() <= MAX_HOST_CHARACTERS && host.chars().allMatch(c -> c > ' ' && c < 127 && c != '/'),
                "host: not the name or address of a host");
        require(
                host.isEmpty() ? port == 0 : port >= 1 && port <= 65_535,
                host.isEmpty() ? "port: given without a host" : "port: " + port + " is not from 1 to 65535");
        require(blsKey.verifyPossession(possession), "possession: does not prove possession of blsKey");
    }

    /** As the chain names it; all of the first set lead. */
    public ValidatorInfo info() {
        return new ValidatorInfo(address, blsKey, power, true);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
