package io.vigil.consensus.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.certificates.TimeoutCertificate.Group;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A14: one mutation per field. The epoch is 3, its root at view 10. */
class CertValidityTest {
    private static final Hash BLOCK = Keccak.hash(Bytes.of(5));
    private static final Root ROOT = new Root(3, 10, Hash.ZERO);
    private static final Signers THREE = Signers.of(List.of(0, 1, 3));
    private static final Bytes SIGNATURE = Bytes.of(1);
    private final Verification verification =
            new Verification(new SignBytes(1, Hash.ZERO), new EpochStart(ROOT, set()));

    @Test
    void soundOnesClaimTheirSignatures() {
        assertThat(claims(quorum(3, 12, THREE))).hasSize(1);
        assertThat(claims(new CommitCertificate(quorum(3, 12, THREE), THREE, SIGNATURE)))
                .hasSize(2);
        assertThat(claims(timeout(3, 14, ROOT, new Group(10, THREE)))).hasSize(1);
        assertThat(claims(timeout(
                        3,
                        14,
                        quorum(3, 12, THREE),
                        new Group(10, Signers.of(List.of(0))),
                        new Group(12, Signers.of(List.of(1, 2))))))
                .hasSize(2);
    }

    @Test
    void aClaimIsKnownByAllItsFields() {
        assertThat(claims(quorum(3, 12, THREE)).getFirst().id())
                .isEqualTo(claims(quorum(3, 12, THREE)).getFirst().id())
                .isNotEqualTo(claims(quorum(3, 13, THREE)).getFirst().id())
                .isNotEqualTo(claims(quorum(3, 12, Signers.of(List.of(0, 1, 2))))
                        .getFirst()
                        .id());
    }

    @Test
    void quorumCertificates() {
        assertRefused(quorum(2, 12, THREE), "epoch");
        assertRefused(quorum(3, 10, THREE), "view");
        assertRefused(quorum(3, 12, Signers.of(List.of(0, 1))), "no quorum");
        assertRefused(quorum(3, 12, Signers.of(List.of(0, 1, 4))), "outside");
        assertRefused(quorum(3, 12, Signers.NONE), "no quorum");
    }

    @Test
    void commitCertificates() {
        assertRefused(new CommitCertificate(quorum(3, 12, THREE), Signers.of(List.of(2)), SIGNATURE), "no quorum");
        assertRefused(new CommitCertificate(quorum(3, 12, Signers.NONE), THREE, SIGNATURE), "no quorum");
        assertRefused(new CommitCertificate(quorum(4, 12, THREE), THREE, SIGNATURE), "epoch");
    }

    @Test
    void timeoutCertificates() {
        Signers zero = Signers.of(List.of(0));
        Signers rest = Signers.of(List.of(1, 2));
        BlockCertificate twelve = quorum(3, 12, THREE);
        assertRefused(timeout(3, 14, twelve, new Group(10, Signers.NONE), new Group(12, THREE)), "empty");
        assertRefused(timeout(3, 14, ROOT, new Group(12, zero), new Group(10, rest)), "order");
        assertRefused(timeout(3, 14, twelve, new Group(12, zero), new Group(12, rest)), "order");
        assertRefused(timeout(3, 14, twelve, new Group(10, zero), new Group(12, THREE)), "two groups");
        assertRefused(timeout(3, 14, ROOT, new Group(9, THREE)), "root");
        assertRefused(timeout(3, 12, twelve, new Group(12, THREE)), "its own view");
        assertRefused(timeout(3, 14, twelve, new Group(10, zero), new Group(11, rest)), "reported");
        assertRefused(timeout(3, 14, ROOT, new Group(10, rest)), "no quorum");
        assertRefused(timeout(3, 14, new Root(3, 10, BLOCK), new Group(10, THREE)), "root");
        assertRefused(timeout(3, 14, quorum(2, 12, THREE), new Group(12, THREE)), "epoch");
        assertRefused(timeout(4, 14, ROOT, new Group(10, THREE)), "epoch");
        assertRefused(timeout(3, 10, ROOT, new Group(10, THREE)), "view");
        assertRefused(timeout(3, 14, ROOT, new Group(10, Signers.of(List.of(0, 1, 400)))), "outside");
    }

    @Test
    void votesOfStrangers() {
        Judgement judgement = verification.judge(new Message.CastVote(new Ballot(3, 12, BLOCK, 4, SIGNATURE)));
        assertThat(judgement).isInstanceOf(Judgement.Refused.class);
    }

    private List<SignatureClaim> claims(Certificate certificate) {
        assertThat(verification.judge(certificate)).isInstanceOf(Judgement.Sound.class);
        return ((Judgement.Sound) verification.judge(certificate)).claims();
    }

    private void assertRefused(Certificate certificate, String why) {
        assertThat(verification.judge(certificate))
                .isInstanceOfSatisfying(
                        Judgement.Refused.class,
                        refused -> assertThat(refused.why()).contains(why));
    }

    private static QuorumCertificate quorum(long epoch, long view, Signers signers) {
        return new QuorumCertificate(epoch, view, BLOCK, signers, SIGNATURE);
    }

    private static TimeoutCertificate timeout(long epoch, long view, BlockCertificate high, Group... groups) {
        return new TimeoutCertificate(epoch, view, List.of(groups), SIGNATURE, high);
    }

    private static ValidatorSet set() {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] key = new byte[Validator.KEY_BYTES];
            key[0] = (byte) (i + 1);
            members.add(new Validator(Address.ofInt(i), Bytes.wrap(key), 1, true));
        }
        return ValidatorSet.of(members);
    }
}
