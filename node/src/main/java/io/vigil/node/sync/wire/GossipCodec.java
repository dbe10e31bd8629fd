package io.vigil.node.sync.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.wire.WireReader;
import io.vigil.node.sync.wire.v1.Gossip;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** Transactions that nodes pass on, each in the form that {@code eth_sendRawTransaction} takes. They are decoded by who admits them. */
public final class GossipCodec {
    /** Transactions of one message: what a block holds, several times over. */
    public static final int MAX_TRANSACTIONS = 4_096;

    /** Each costs a signature check of 1 ms. */
    public static final int MAX_SIGNALS = 16;

    /** Field number and length of each, and what protobuf may add around all. */
    private static final int OVERHEAD_BYTES = 8;

    private static final int TRANSACTION_TAG = Gossip.TRANSACTIONS_FIELD_NUMBER << 3 | 2;

    private static final int SIGNAL_TAG = Gossip.SIGNALS_FIELD_NUMBER << 3 | 2;

    private GossipCodec() {}

    /** As few messages as hold all of them. One larger than a message is left out: the mempool takes none of that size. */
    public static List<Bytes> encode(List<Bytes> transactions) {
        List<Bytes> messages = new ArrayList<>();
        Gossip.Builder gossip = Gossip.newBuilder();
        int size = OVERHEAD_BYTES;
        for (Bytes transaction : transactions) {
            int more = transaction.size() + OVERHEAD_BYTES;
            if (OVERHEAD_BYTES + more > Channel.TRANSACTIONS.maxMessageBytes()) {
                continue;
            }
            if (size + more > Channel.TRANSACTIONS.maxMessageBytes()
                    || gossip.getTransactionsCount() >= MAX_TRANSACTIONS) {
                messages.add(Bytes.wrap(gossip.build().toByteArray()));
                gossip.clear();
                size = OVERHEAD_BYTES;
            }
            gossip.addTransactions(UnsafeByteOperations.unsafeWrap(transaction.shared()));
            size += more;
        }
        if (gossip.getTransactionsCount() > 0) {
            messages.add(Bytes.wrap(gossip.build().toByteArray()));
        }
        return messages;
    }

    public static Bytes encodeSignal(Bytes signal) {
        return Bytes.wrap(Gossip.newBuilder()
                .addSignals(UnsafeByteOperations.unsafeWrap(signal.shared()))
                .build()
                .toByteArray());
    }

    /** What one message holds. */
    public record Gossiped(List<Bytes> transactions, List<Bytes> signals) {
        public Gossiped {
            transactions = List.copyOf(transactions);
            signals = List.copyOf(signals);
        }
    }

    public static Gossiped decode(Bytes message) throws MalformedException {
        WireReader reader = WireReader.of(message.shared());
        List<Bytes> transactions = new ArrayList<>();
        List<Bytes> signals = new ArrayList<>();
        while (reader.hasMore()) {
            int tag = reader.tag();
            if (tag != TRANSACTION_TAG && tag != SIGNAL_TAG) {
                throw WireReader.unexpected("gossip", tag);
            }
            List<Bytes> items = tag == TRANSACTION_TAG ? transactions : signals;
            if (items.size() >= (tag == TRANSACTION_TAG ? MAX_TRANSACTIONS : MAX_SIGNALS)) {
                throw new MalformedException("gossip of more than " + items.size() + " transactions or signals");
            }
            items.add(reader.bytes());
        }
        return new Gossiped(transactions, signals);
    }
}
