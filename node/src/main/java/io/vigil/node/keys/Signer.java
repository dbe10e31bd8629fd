package io.vigil.node.keys;

import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanConsent;
import io.vigil.consensus.certificates.PlanSignature;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Who speaks for a validator: the only holder of its key and of the record of what was signed. Not thread-safe, but for
 * {@link #reveal}: the consensus loop owns it.
 */
public interface Signer extends AutoCloseable {
    /** Our keys, 48 bytes each, none for a node that only observes. In each set at most one is a member's (G11). */
    List<Bytes> publicKeys();

    /** Our place in {@code set}. */
    default OptionalInt indexIn(ValidatorSet set) {
        return publicKeys().stream()
                .map(set::indexOf)
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    /** What is durable. */
    SafetyRecord record();

    /**
     * Checks, saves, signs, in that order: one append and one fsync for all of {@code statements}. BLS signatures are
     * deterministic, so a statement that the record holds already gets the signature it had.
     *
     * @return a signature of 96 bytes for each statement, in their order, by the key of the statement's epoch
     * @throws IllegalStateException if the record does not allow one of them; nothing was saved or signed then
     * @throws io.vigil.storage.StorageException if the record could not be made durable; nothing was signed then
     */
    List<Bytes> sign(List<Statement> statements);

    /**
     * Makes the fence durable and consents to {@code plan}, which {@code PlanRules} permits (G45): from then on nothing of its epoch is signed.
     *
     * @param root of the plan's epoch: the lock of whoever signed nothing in it
     */
    PlanSignature sign(Plan plan, Root root);

    /** Our consent to be a member of the set that {@code plan} brings (G44): the same for everyone who asks. None if we are not in it. */
    Optional<PlanConsent> consent(Plan plan);

    /** The randao reveal of a view: the same for everyone who asks, so it needs no record. */
    Bytes reveal(long epoch, long view);

    /** Raises the commit floor, which is written with the next record: block {@code height} is synced in the store. */
    void committed(long height, Hash hash);

    @Override
    void close();
}
