package io.vigil.types.chain;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.util.List;

/**
 * What a transaction did, as it enters the receipts root: the type as a prefix (EIP-2718), none for type 0.
 *
 * @param type of the transaction, 0 to 4
 * @param cumulativeGasUsed of this and all earlier transactions of the block
 */
public record Receipt(int type, Outcome outcome, long cumulativeGasUsed, Bloom bloom, List<Log> logs) {
    /** How it ended: by a status since Byzantium, by the state root after it before (EIP-658). */
    public sealed interface Outcome {
        record Status(boolean success) implements Outcome {}

        record StateRoot(Hash root) implements Outcome {}
    }

    public Receipt {
        if (type < 0 || type > TransactionBody.MAX_TYPE) {
            throw new IllegalArgumentException("receipt of type " + type);
        }
        logs = List.copyOf(logs);
    }

    /** A receipt with a status, its bloom made from {@code logs}. */
    public static Receipt of(int type, boolean success, long cumulativeGasUsed, List<Log> logs) {
        return new Receipt(type, new Outcome.Status(success), cumulativeGasUsed, Bloom.of(logs), logs);
    }

    public boolean isSuccess() {
        return !(outcome instanceof Outcome.Status(boolean success)) || success;
    }

    public Bytes encode() {
        Bytes payload = RlpWriter.listOf(list -> {
            switch (outcome) {
                case Outcome.Status(boolean success) -> list.number(success ? 1 : 0);
                case Outcome.StateRoot(Hash root) -> list.hash(root);
            }
            list.number(cumulativeGasUsed).bytes(bloom.bytes()).list(inner -> logs.forEach(log -> log.write(inner)));
        });
        return type == 0 ? payload : Bytes.concat(Bytes.of(type), payload);
    }

    public static Receipt decode(Bytes encoded) throws MalformedException {
        int type = Envelope.type(encoded, "receipt");
        RlpReader list = RlpReader.ofList(Envelope.payload(encoded, type));
        Outcome outcome = readOutcome(list.bytes());
        long cumulativeGasUsed = list.number();
        Bloom bloom = new Bloom(list.bytes(Bloom.SIZE));
        List<Log> logs = Lists.read(list.list(), Log::read);
        list.end();
        return new Receipt(type, outcome, cumulativeGasUsed, bloom, logs);
    }

    private static Outcome readOutcome(Bytes item) throws MalformedException {
        if (item.isEmpty()) {
            return new Outcome.Status(false);
        }
        if (item.size() == 1 && item.get(0) == 1) {
            return new Outcome.Status(true);
        }
        if (item.size() == Hash.SIZE) {
            return new Outcome.StateRoot(new Hash(item));
        }
        throw new MalformedException("receipt: neither a status nor a state root: " + item.size() + " bytes");
    }
}
