package io.vigil.node.rpc.eth;

import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.chain.Transaction;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who signed committed transactions. Recovery costs 40 µs and a block has thousands, so the last ones are remembered. */
final class Senders {
    /** Some dozens of full blocks; about 100 bytes each. */
    private static final int MAX_REMEMBERED = 65_536;

    private final Map<Hash, Address> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Address> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    Address of(Transaction transaction) {
        synchronized (remembered) {
            Address known = remembered.get(transaction.hash());
            if (known != null) {
                return known;
            }
        }
        Address sender = transaction
                .sender()
                .orElseThrow(() -> new IllegalStateException("committed without a signer: " + transaction.hash()));
        synchronized (remembered) {
            remembered.put(transaction.hash(), sender);
        }
        return sender;
    }
}
