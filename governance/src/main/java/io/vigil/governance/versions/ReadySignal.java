package io.vigil.governance.versions;

import io.vigil.governance.registry.Readiness;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.crypto.BlsSignature;
import java.util.ArrayList;
import java.util.List;

/**
 * A node's word that it is alive, follows the chain and speaks a version (G34). Any leader puts signals of others into its
 * blocks, so that who does not lead can signal too.
 *
 * @param version the highest that the program speaks and has tested
 * @param sequence above that of every earlier signal of the validator
 */
public record ReadySignal(Address validator, long epoch, long version, long sequence, BlsSignature signature) {
    /** Most signals of one block. */
    public static final int MAX_IN_BLOCK = 16;

    private static final String TAG = "vigil/ready/1";

    public ReadySignal {
        if (epoch < 0 || version < 0 || version > Readiness.MAX_VERSION) {
            throw new IllegalArgumentException("version " + version + " in epoch " + epoch);
        }
        if (sequence < 1 || sequence > Readiness.MAX_SEQUENCE) {
            throw new IllegalArgumentException("sequence " + sequence);
        }
    }

    public static Bytes message(ChainIdentity chain, Address validator, long epoch, long version, long sequence) {
        Bytes fields =
                Bytes.concat(validator.bytes(), Bytes.ofLong(epoch), Bytes.ofLong(version), Bytes.ofLong(sequence));
        return chain.signBytes(TAG, fields);
    }

    public static ReadySignal sign(
            ChainIdentity chain, BlsSecretKey key, Address validator, long epoch, long version, long sequence) {
        BlsSignature signature = key.sign(message(chain, validator, epoch, version, sequence));
        return new ReadySignal(validator, epoch, version, sequence, signature);
    }

    public boolean isSignedBy(BlsPublicKey key, ChainIdentity chain) {
        return signature.verify(key, message(chain, validator, epoch, version, sequence));
    }

    /** The data of a block's input 0xf4, and a message to peers. */
    public static Bytes encodeAll(List<ReadySignal> signals) {
        return RlpWriter.listOf(list -> signals.forEach(signal -> list.list(item -> item.address(signal.validator)
                .number(signal.epoch)
                .number(signal.version)
                .number(signal.sequence)
                .bytes(signal.signature.bytes()))));
    }

    /** @throws MalformedException also for none, or more than {@link #MAX_IN_BLOCK} */
    public static List<ReadySignal> decodeAll(Bytes encoded) throws MalformedException {
        RlpReader list = RlpReader.ofList(encoded);
        List<ReadySignal> signals = new ArrayList<>();
        while (list.hasNext()) {
            if (signals.size() == MAX_IN_BLOCK) {
                throw new MalformedException("more than " + MAX_IN_BLOCK + " signals");
            }
            RlpReader item = list.list();
            Address validator = item.address();
            long epoch = item.number();
            long version = item.number();
            long sequence = item.number();
            BlsSignature signature = BlsSignature.parse(item.bytes(BlsSignature.SIZE));
            item.end();
            try {
                signals.add(new ReadySignal(validator, epoch, version, sequence, signature));
            } catch (IllegalArgumentException e) {
                throw new MalformedException("signal: " + e.getMessage(), e);
            }
        }
        if (signals.isEmpty()) {
            throw new MalformedException("no signals");
        }
        return List.copyOf(signals);
    }
}
