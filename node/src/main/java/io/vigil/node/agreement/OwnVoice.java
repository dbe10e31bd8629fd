package io.vigil.node.agreement;

import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.node.config.RefusedException;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * Listens for our own signature in what others send. One above the watermark of its kind says that our record is not the
 * newest: it was lost, it is a copy, or another node runs with our key. Then nothing more may be signed (R2.4). Timeouts that
 * others counted are not judged: a record that lacks them lacks votes too, unless nothing was ever voted for.
 */
public final class OwnVoice {
    private final Function<ValidatorSet, OptionalInt> own;
    private final Supplier<SafetyRecord> record;
    private final LongPredicate maySign;

    /**
     * @param own our place in a set; an observer has none and hears nothing
     * @param record what is durable
     * @param maySign the epochs in which the record allows to sign; in those before them (R6) words of ours are no news
     */
    public OwnVoice(Function<ValidatorSet, OptionalInt> own, Supplier<SafetyRecord> record, LongPredicate maySign) {
        this.own = own;
        this.record = record;
        this.maySign = maySign;
    }

    /**
     * @param message whose signatures hold
     * @param set of the message's epoch
     * @throws RefusedException if it holds a signature of ours that our record does not know
     */
    public void heard(Message message, ValidatorSet set) {
        OptionalInt index = own.apply(set);
        if (index.isEmpty()) {
            return;
        }
        int self = index.getAsInt();
        switch (message) {
            case Message.CastVote vote -> {
                if (vote.ballot().signer() == self) {
                    require(Kind.VOTE, vote.ballot().epoch(), vote.ballot().view());
                }
            }
            case Message.CastCommitVote vote ->
                spoken(self, vote.vote().signer(), vote.vote().statement());
            case Message.GiveUp timeout ->
                spoken(self, timeout.timeout().signer(), timeout.timeout().statement());
            case Message.Propose proposal ->
                spoken(self, proposal.proposal().signer(), proposal.proposal().statement());
            case Message.Certified certified -> certified(self, certified.certificate());
            case Message.Status status -> status.certificates().forEach(certificate -> certified(self, certificate));
            case Message.AskStatus ignored -> {}
            case Message.Wake ignored -> {}
            case Message.Epochs ignored -> {}
            case Message.Accuse ignored -> {}
        }
    }

    private void spoken(int self, int signer, Statement statement) {
        if (signer == self) {
            require(statement.kind(), statement.epoch(), statement.view());
        }
    }

    private void certified(int self, Certificate certificate) {
        switch (certificate) {
            case QuorumCertificate quorum -> counted(self, Kind.VOTE, quorum, quorum.signers());
            case CommitCertificate commit -> {
                counted(self, Kind.COMMIT_VOTE, commit, commit.signers());
                certified(self, commit.quorum());
            }
            case TimeoutCertificate ignored -> {}
        }
    }

    private void counted(int self, Kind kind, Certificate certificate, Signers signers) {
        if (signers.contains(self)) {
            require(kind, certificate.epoch(), certificate.view());
        }
    }

    private void require(Kind kind, long epoch, long view) {
        boolean known = record.get()
                .last(kind)
                .map(last -> SafetyRecord.compare(epoch, view, last.epoch(), last.view()) <= 0)
                .orElse(false);
        if (!known && maySign.test(epoch)) {
            throw new RefusedException("a " + kind + " with our signature for view " + view + " of epoch " + epoch
                    + " is in the network, and our record does not know it: the record in signer/ was lost or is an"
                    + " old copy, or another node runs with this key; nothing more is signed. Put the newest record"
                    + " back, or import it: vigil signer import FILE");
        }
    }
}
