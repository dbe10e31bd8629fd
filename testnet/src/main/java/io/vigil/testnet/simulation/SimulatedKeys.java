package io.vigil.testnet.simulation;

import io.vigil.consensus.certificates.Aggregation;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.verification.SignatureClaim;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands in for BLS: a signature is keccak256(key ‖ message) in the first 32 of its 96 bytes, an aggregate is their exclusive or. Who holds no key
 * object could forge it, but nothing in a simulation tries: forgeries are the matter of the curve's own tests.
 */
final class SimulatedKeys implements Aggregation {
    static final long CHAIN_ID = 1;

    private static final int SIGNATURE_BYTES = 96;

    /** Keys that one node holds; in each epoch it is known by one of them. */
    static final int KEYS_OF_NODE = 3;

    /** A node's first key. */
    static Bytes key(int index) {
        return key(index, 0);
    }

    static Bytes key(int index, int number) {
        byte[] key = new byte[Validator.KEY_BYTES];
        key[0] = (byte) (index + 1);
        key[1] = (byte) ((index + 1) >> 8);
        key[2] = (byte) number;
        return Bytes.wrap(key);
    }

    static List<Bytes> keysOf(int index) {
        List<Bytes> keys = new ArrayList<>();
        for (int number = 0; number < KEYS_OF_NODE; number++) {
            keys.add(key(index, number));
        }
        return keys;
    }

    static EpochStart genesis(int members) {
        List<Validator> validators = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            validators.add(new Validator(Address.ofInt(i + 1), key(i), 1, true));
        }
        return new EpochStart(Root.genesis(Keccak.hash(Bytes.of(1, 2, 3))), ValidatorSet.of(validators));
    }

    static Bytes sign(Bytes key, Hash message) {
        byte[] signature = new byte[SIGNATURE_BYTES];
        Keccak.hash(Bytes.concat(key, message.bytes())).bytes().copyTo(signature, 0);
        return Bytes.wrap(signature);
    }

    @Override
    public Bytes aggregate(List<Bytes> signatures) {
        byte[] sum = new byte[SIGNATURE_BYTES];
        for (Bytes signature : signatures) {
            add(signature, sum);
        }
        return Bytes.wrap(sum);
    }

    static boolean holds(SignatureClaim claim) {
        byte[] sum = new byte[SIGNATURE_BYTES];
        for (SignatureClaim.Part part : claim.parts()) {
            for (Bytes key : part.keys()) {
                add(sign(key, part.message()), sum);
            }
        }
        return Bytes.wrap(sum).equals(claim.signature());
    }

    private static void add(Bytes signature, byte[] sum) {
        for (int i = 0; i < Hash.SIZE; i++) {
            sum[i] ^= signature.get(i);
        }
    }
}
