package io.vigil.node.rpc;

import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.chain.Transaction;
import java.util.Optional;

/** The transactions that wait for a block. Thread-safe. */
public interface TransactionPool {
    /** Admits {@code transaction} or says why not. An admitted one survives a restart. */
    Submission submit(Transaction transaction);

    /** The nonce after the sender's last executable transaction; {@code committed} if none waits. */
    long pendingNonce(Address sender, long committed);

    Optional<SignedTransaction> find(Hash transaction);

    /** A transaction and who signed it, recovered once. */
    record SignedTransaction(Transaction transaction, Address sender) {}

    /** What became of a submitted transaction. */
    sealed interface Submission {
        record Accepted() implements Submission {}

        /** @param reason in geth's words, by which clients tell errors apart */
        record Refused(String reason) implements Submission {}
    }
}
