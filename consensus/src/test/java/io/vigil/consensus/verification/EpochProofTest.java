package io.vigil.consensus.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A2: what an epoch proof must show, one fault at a time. The epoch is 3, its root at view 10, its last block is number 40 of view 20. */
class EpochProofTest {
    private static final Signers THREE = Signers.of(List.of(0, 1, 3));
    private final ValidatorSet set = set(1);
    private final ValidatorSet next = set(9);
    private final Verification verification =
            new Verification(new SignBytes(1, Hash.ZERO), new EpochStart(new Root(3, 10, Hash.ZERO), set));

    @Test
    void aSoundOneGivesTheNextEpochsRootAndSet() {
        Header header = header(3, 20, 40, 40, next);
        assertThat(verification.judge(proof(header, header.hash(), THREE, next)))
                .isInstanceOfSatisfying(Judgement.SoundEpoch.class, sound -> {
                    assertThat(sound.next()).isEqualTo(new EpochStart(new Root(4, 20, header.hash()), next));
                    assertThat(sound.claims()).as("votes and commit votes").hasSize(2);
                });
    }

    @Test
    void theCertificateMayBeOfALaterViewThanTheHeader() {
        Header header = header(3, 20, 40, 40, next);
        QuorumCertificate again = new QuorumCertificate(3, 25, header.hash(), THREE, Bytes.of(1));
        EpochProof proof = new EpochProof(new CommitCertificate(again, THREE, Bytes.of(1)), header.encode(), next);
        assertThat(verification.judge(proof))
                .isInstanceOfSatisfying(
                        Judgement.SoundEpoch.class,
                        sound -> assertThat(sound.next().root().view()).isEqualTo(20));
    }

    @Test
    void oneFaultRefusesIt() {
        Header header = header(3, 20, 40, 40, next);
        assertRefused(proof(header, Hash.ZERO, THREE, next), "not what the certificate names");
        assertRefused(proof(header, header.hash(), Signers.of(List.of(0, 1)), next), "no quorum");
        assertRefused(proof(header, header.hash(), THREE, set), "does not commit to the next set");
        assertRefused(of(header(3, 20, 39, 40, next)), "not its epoch's last");
        assertRefused(of(header(3, 20, 0, 0, next)), "not its epoch's last");
        assertRefused(of(header(2, 20, 40, 40, next)), "of epoch 2");
        EpochProof garbage = new EpochProof(
                new CommitCertificate(
                        new QuorumCertificate(3, 20, header.hash(), THREE, Bytes.of(1)), THREE, Bytes.of(1)),
                Bytes.of(0xc1),
                next);
        assertThat(verification.judge(garbage)).isInstanceOf(Judgement.Refused.class);
    }

    private void assertRefused(EpochProof proof, String why) {
        assertThat(verification.judge(proof))
                .isInstanceOfSatisfying(
                        Judgement.Refused.class,
                        refused -> assertThat(refused.why()).contains(why));
    }

    private EpochProof of(Header header) {
        return proof(header, header.hash(), THREE, next);
    }

    private static EpochProof proof(Header header, Hash named, Signers signers, ValidatorSet next) {
        QuorumCertificate quorum = new QuorumCertificate(3, 20, named, signers, Bytes.of(1));
        return new EpochProof(new CommitCertificate(quorum, signers, Bytes.of(1)), header.encode(), next);
    }

    private static Header header(long epoch, long view, long number, long epochEnd, ValidatorSet next) {
        return Header.builder()
                .number(number)
                .extraData(new ExtraData(1, epoch, view, 0, epochEnd).encode())
                .parentBeaconBlockRoot(next.root())
                .build();
    }

    private static ValidatorSet set(int salt) {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] key = new byte[Validator.KEY_BYTES];
            key[0] = (byte) (salt + i);
            members.add(new Validator(Address.ofInt(i + 1), Bytes.wrap(key), 1, true));
        }
        return ValidatorSet.of(members);
    }
}
