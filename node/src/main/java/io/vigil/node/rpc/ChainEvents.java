package io.vigil.node.rpc;

import io.vigil.types.chain.Block;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.Transaction;
import java.util.List;

/** What happens on the chain, told as it happens. Thread-safe. */
@FunctionalInterface
public interface ChainEvents {
    Subscription subscribe(Listener listener);

    /** Called in the order of events from one thread at a time; must not block. */
    interface Listener {
        void committed(Block block, List<Receipt> receipts);

        /** {@code transaction} became executable in the pool. */
        void pending(Transaction transaction);

        /** Events were lost because they came faster than they could be told; the subscription has ended. */
        void lost();
    }

    /** Ends with {@link #close}, which may be called more than once. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
