package io.vigil.node.keys;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanConsent;
import io.vigil.consensus.certificates.PlanSignature;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Statement;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.List;
import java.util.Optional;

/** The signer of a node that observes: it has no key, and nobody may ask it to sign. */
public record NoSigner(BlockCertificate root) implements Signer {
    @Override
    public List<Bytes> publicKeys() {
        return List.of();
    }

    @Override
    public SafetyRecord record() {
        return SafetyRecord.empty(root);
    }

    @Override
    public List<Bytes> sign(List<Statement> statements) {
        if (!statements.isEmpty()) {
            throw new IllegalStateException("a node without a key was asked to sign " + statements);
        }
        return List.of();
    }

    @Override
    public PlanSignature sign(Plan plan, Root root) {
        throw new IllegalStateException("a node without a key was asked to sign a plan");
    }

    @Override
    public Optional<PlanConsent> consent(Plan plan) {
        return Optional.empty();
    }

    @Override
    public Bytes reveal(long epoch, long view) {
        throw new IllegalStateException("a node without a key was asked for a reveal of view " + view);
    }

    @Override
    public void committed(long height, Hash hash) {}

    @Override
    public void close() {}
}
