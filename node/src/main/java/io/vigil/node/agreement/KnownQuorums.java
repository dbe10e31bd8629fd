package io.vigil.node.agreement;

import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement.CommitVote;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Quorum certificates that hold. Every validator makes its own of the votes that came to it first, so each commit vote brings another one that
 * proves the same; who holds one of them need not check the others. What a commit vote's author signs is view and block, so its word stays the
 * same with any certificate for these. One thread's.
 */
final class KnownQuorums {
    /** One a view; commit votes still come for the latest. */
    static final int MAX = 64;

    private final Map<Long, QuorumCertificate> byView = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, QuorumCertificate> eldest) {
            return size() > MAX;
        }
    };

    /** @return whether none was known for its view */
    boolean add(QuorumCertificate verified) {
        return byView.putIfAbsent(verified.view(), verified) == null;
    }

    /** Whether nothing in {@code vote} need be checked but its own signature. */
    boolean covers(Message vote) {
        return !(vote instanceof Message.CastCommitVote(var signed))
                || known(signed.statement().quorum()).isPresent();
    }

    /** The same message; a commit vote with the certificate that is known for its block, if there is one. */
    Message inside(Message message) {
        if (!(message instanceof Message.CastCommitVote(var signed))) {
            return message;
        }
        return known(signed.statement().quorum())
                .<Message>map(quorum -> new Message.CastCommitVote(
                        new Signed<>(new CommitVote(quorum), signed.signer(), signed.signature())))
                .orElse(message);
    }

    private Optional<QuorumCertificate> known(QuorumCertificate other) {
        return Optional.ofNullable(byView.get(other.view()))
                .filter(known -> known.epoch() == other.epoch() && known.block().equals(other.block()));
    }

    /** Another epoch begins. */
    void clear() {
        byView.clear();
    }
}
