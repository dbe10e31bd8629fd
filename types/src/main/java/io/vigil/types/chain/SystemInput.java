package io.vigil.types.chain;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * What a block carries beside its Ethereum body: input of the protocol, not of users. Ethereum's requests (types 0 to 2)
 * have the same shape.
 *
 * @param type one byte
 * @param data not empty: a type without data is left out of its block
 */
public record SystemInput(int type, Bytes data) {
    public static final int RANDAO_REVEAL = 0xf0;
    public static final int ETH1_VOTE = 0xf1;
    public static final int DEPOSITS = 0xf2;
    public static final int EVIDENCE = 0xf3;
    public static final int READINESS = 0xf4;
    public static final int PLAN = 0xf5;

    /** {@link #requestsHash} of no inputs. */
    public static final Hash EMPTY_REQUESTS_HASH = requestsHash(List.of());

    public SystemInput {
        if (type < 0 || type > 255) {
            throw new IllegalArgumentException("a system input's type has one byte, not " + type);
        }
        if (data.isEmpty()) {
            throw new IllegalArgumentException("system input " + type + " without data");
        }
    }

    /** sha256 over the sha256 of each type and data, as EIP-7685 has it. The list is {@link #isCanonical}. */
    public static Hash requestsHash(List<SystemInput> inputs) {
        MessageDigest outer = sha256();
        for (SystemInput input : inputs) {
            MessageDigest inner = sha256();
            inner.update((byte) input.type);
            inner.update(input.data.shared());
            outer.update(inner.digest());
        }
        return new Hash(Bytes.wrap(outer.digest()));
    }

    /** Whether the types ascend, each once. */
    public static boolean isCanonical(List<SystemInput> inputs) {
        for (int i = 1; i < inputs.size(); i++) {
            if (inputs.get(i - 1).type >= inputs.get(i).type) {
                return false;
            }
        }
        return true;
    }

    public void write(RlpWriter writer) {
        writer.list(input -> input.number(type).bytes(data));
    }

    /** Reads one input; {@link Block} asks for their order. */
    static SystemInput read(RlpReader reader) throws MalformedException {
        RlpReader input = reader.list();
        long type = input.number();
        Bytes data = input.bytes();
        input.end();
        if (type > 255) {
            throw new MalformedException("system input: type " + type + " has more than one byte");
        }
        if (data.isEmpty()) {
            throw new MalformedException("system input " + type + " without data");
        }
        return new SystemInput((int) type, data);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
