package io.vigil.types.chain;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * What a plan brings along of a validator that the registry does not know yet (G44): what {@code register} would take, without stake.
 *
 * @param blsKey 48 bytes
 * @param possession 96 bytes, the proof of it (G7)
 * @param operator account whose calls count as the validator's; zero for none
 * @param feeAddress where fees go
 * @param nodeId 32 bytes
 * @param withdrawal where stake goes back to; zero for nowhere
 * @param contact at most {@link #MAX_CONTACT_BYTES} of UTF-8 without control characters
 */
public record Enrolment(
        Bytes blsKey,
        Bytes possession,
        Address operator,
        Address feeAddress,
        Bytes nodeId,
        Address withdrawal,
        String contact) {
    /** As much as the registry takes. */
    public static final int MAX_CONTACT_BYTES = 128;

    private static final int KEY_BYTES = 48;
    private static final int PROOF_BYTES = 96;
    private static final int NODE_ID_BYTES = 32;

    public Enrolment {
        require(blsKey.size() == KEY_BYTES, "key of " + blsKey.size() + " bytes");
        require(possession.size() == PROOF_BYTES, "proof of possession of " + possession.size() + " bytes");
        require(nodeId.size() == NODE_ID_BYTES, "node id of " + nodeId.size() + " bytes");
        int size = contact.getBytes(StandardCharsets.UTF_8).length;
        require(size <= MAX_CONTACT_BYTES, "contact of " + size + " bytes, at most " + MAX_CONTACT_BYTES);
        require(contact.chars().noneMatch(Character::isISOControl), "contact with control characters");
    }

    /** RLP[blsKey, possession, operator, feeAddress, nodeId, withdrawal, contact]. */
    public Bytes encode() {
        return RlpWriter.listOf(list -> list.bytes(blsKey)
                .bytes(possession)
                .address(operator)
                .address(feeAddress)
                .bytes(nodeId)
                .address(withdrawal)
                .bytes(Bytes.wrap(contact.getBytes(StandardCharsets.UTF_8))));
    }

    public static Enrolment decode(Bytes encoded) throws MalformedException {
        RlpReader list = RlpReader.ofList(encoded);
        try {
            Enrolment read = new Enrolment(
                    list.bytes(KEY_BYTES),
                    list.bytes(PROOF_BYTES),
                    list.address(),
                    list.address(),
                    list.bytes(NODE_ID_BYTES),
                    list.address(),
                    text(list.bytes()));
            list.end();
            return read;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("enrolment: " + e.getMessage(), e);
        }
    }

    private static String text(Bytes utf8) throws MalformedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8.toArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("enrolment: contact is no UTF-8", e);
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
