package io.vigil.consensus.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanConsent;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.certificates.PlanSignature;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** G43: what a plan must show, one fault at a time. The epoch is 3, its root at view 10; the plan's block is number 35 of view 20, the epoch's end 40. */
class PlanProofTest {
    private static final Hash GENESIS = new Hash(Bytes.concat(Bytes.of(1), Bytes.wrap(new byte[Hash.SIZE - 1])));
    private static final Hash OTHER = Hash.ZERO;
    private final ValidatorSet set = set(1);
    private final Root root = new Root(3, 10, OTHER);
    private final Verification verification = new Verification(new SignBytes(7, GENESIS), new EpochStart(root, set));
    private final Header header = header(3, 20, 35, 40, set);
    private final QuorumCertificate certificate = certificate(header, 20);

    @Test
    void aSoundOneBeginsTheNextEpochAtItsBlock() {
        PlanProof proof = signed(plan(header, certificate), lock(0, 20), lock(1, 20), lock(3, 15));

        assertThat(verification.judge(proven(proof))).isInstanceOfSatisfying(Judgement.SoundEpoch.class, sound -> {
            assertThat(sound.next()).isEqualTo(new EpochStart(new Root(4, 20, header.hash()), set, 1));
            assertThat(sound.claims())
                    .as("the certificate, and signatures in two groups")
                    .hasSize(2);
        });
    }

    @Test
    void oneWithoutAnyCertificateBeginsItAtTheRoot() {
        Header last = header(2, 10, 30, 30, set);
        Root at = new Root(3, 10, last.hash());
        Verification here = new Verification(new SignBytes(7, GENESIS), new EpochStart(at, set));
        PlanSignature[] all = {lock(0, at), lock(1, at), lock(2, at)};

        assertThat(here.judge(proven(signed(plan(last, at), all))))
                .isInstanceOfSatisfying(
                        Judgement.SoundEpoch.class,
                        sound -> assertThat(sound.next().root()).isEqualTo(new Root(4, 10, last.hash())));
        assertRefused(signed(plan(last, at), all), "not this epoch's root");
    }

    @Test
    void tooFewSignersAreRefused() {
        assertRefused(signed(plan(header, certificate), lock(0, 20), lock(1, 20)), "power 2 is no quorum");
    }

    @Test
    void aBlockBelowTheHighestLockIsRefused() {
        assertRefused(
                signed(plan(header, certificate), lock(0, 20), lock(1, 20), lock(2, 21)), "locked on view 21, above");
    }

    @Test
    void aBlockAboveTheHighestLockIsRefused() {
        assertRefused(
                signed(plan(header, certificate), lock(0, 19), lock(1, 19), lock(2, 11)),
                "no signer is locked on the plan's block");
    }

    @Test
    void aLockOnAnotherBlockOfTheSameViewIsRefused() {
        PlanSignature rival = new PlanSignature(2, 20, OTHER, Bytes.of(1));
        assertRefused(signed(plan(header, certificate), lock(0, 20), lock(1, 20), rival), "the plan's is");
    }

    @Test
    void aPlanOfAnotherChainEpochOrSetIsRefused() {
        PlanSignature[] all = {lock(0, 20), lock(1, 20), lock(2, 20)};
        assertRefused(signed(plan(8, GENESIS, 3, set, header, certificate), all), "another chain: id 8");
        assertRefused(signed(plan(7, Hash.ZERO, 3, set, header, certificate), all), "another chain");
        assertRefused(signed(plan(7, GENESIS, 3, set(9), header, certificate), all), "another set");
        QuorumCertificate foreign = new QuorumCertificate(2, 20, header.hash(), certificate.signers(), Bytes.of(1));
        assertRefused(signed(plan(7, GENESIS, 2, set, header, foreign), all), "of epoch 2");
    }

    @Test
    void aHeaderThatDoesNotFitIsRefused() {
        PlanSignature[] all = {lock(0, 20), lock(1, 20), lock(2, 20)};
        Header other = header(3, 20, 36, 40, set);
        assertRefused(signed(plan(other, certificate), all), "header is not what the certificate names");
        Header last = header(3, 20, 40, 40, set);
        assertRefused(signed(plan(last, certificate(last, 20)), lockedOn(last)), "ends its epoch by itself");
        Header foreign = header(3, 20, 35, 40, set(9));
        assertRefused(signed(plan(foreign, certificate(foreign, 20)), lockedOn(foreign)), "names another set");
        assertRefused(signed(plan(header, certificate(header, 21)), lock(0, 21), lock(1, 21), lock(2, 21)), "view");
    }

    @Test
    void aPlanThatQuarantinesWhatItStandsOnIsRefused() {
        for (Hash kept : List.of(header.hash(), header.parentHash())) {
            Plan plan = new Plan(
                    7,
                    GENESIS,
                    3,
                    set.root(),
                    1,
                    Hash.ZERO,
                    certificate,
                    header.encode(),
                    List.of(new Plan.Action.Quarantine(kept)),
                    List.of(),
                    0,
                    "");
            assertRefused(signed(plan, lock(0, 20), lock(1, 20), lock(2, 20)), "quarantines block " + kept);
        }
    }

    @Test
    void aPlanThatBringsOtherMembersBeginsTheNextEpochWithThemAndWithTheirConsent() {
        ValidatorSet next = set(5);
        Plan plan = bringing(next);
        PlanProof proof = signed(plan, lock(0, 20), lock(1, 20), lock(2, 20));

        assertThat(verification.judge(new EpochProof(proof, plan.header(), next)))
                .isInstanceOfSatisfying(Judgement.SoundEpoch.class, sound -> {
                    assertThat(sound.next()).isEqualTo(new EpochStart(new Root(4, 20, header.hash()), next, 1));
                    SignatureClaim.Part consents =
                            sound.claims().getLast().parts().getLast();
                    assertThat(consents.keys())
                            .isEqualTo(next.members().stream()
                                    .map(Validator::blsKey)
                                    .toList());
                    assertThat(consents.message())
                            .isEqualTo(new SignBytes(7, GENESIS).planMember(3, set.root(), PlanCodec.hash(plan)));
                });
        assertRefused(proof, "does not commit to the next set");
        assertThat(verification.judge(new EpochProof(signed(plan, lock(0, 20), lock(1, 20)), plan.header(), next)))
                .as("the new members' consent stands for no present member's")
                .isEqualTo(new Judgement.Refused("power 2 is no quorum"));
        assertThat(verification.judge(plan, new PlanConsent(3, Bytes.of(1)))).isInstanceOf(Judgement.Sound.class);
        assertThat(verification.judge(plan, new PlanConsent(4, Bytes.of(1)))).isInstanceOf(Judgement.Refused.class);
    }

    private Plan bringing(ValidatorSet next) {
        List<Plan.Seat> seats = next.members().stream()
                .map(member -> new Plan.Seat(member.address(), member.blsKey(), member.power(), List.of()))
                .toList();
        return new Plan(
                7,
                GENESIS,
                3,
                set.root(),
                1,
                Hash.ZERO,
                certificate,
                header.encode(),
                List.of(new Plan.Action.ReplaceSet(seats)),
                List.of(),
                0,
                "");
    }

    @Test
    void eachSignatureIsJudgedByItself() {
        Plan plan = plan(header, certificate);
        assertThat(verification.judge(plan)).isInstanceOf(Judgement.Sound.class);
        assertThat(verification.judge(plan, lock(2, 12))).isInstanceOf(Judgement.Sound.class);
        assertThat(verification.judge(plan, lock(2, 21))).isInstanceOf(Judgement.Refused.class);
        assertThat(verification.judge(plan, lock(4, 12))).isInstanceOf(Judgement.Refused.class);
    }

    private void assertRefused(PlanProof proof, String why) {
        assertThat(verification.judge(proven(proof)))
                .isInstanceOfSatisfying(
                        Judgement.Refused.class,
                        refused -> assertThat(refused.why()).contains(why));
    }

    private EpochProof proven(PlanProof proof) {
        return new EpochProof(proof, proof.plan().header(), set);
    }

    private PlanProof signed(Plan plan, PlanSignature... signatures) {
        return new SignedPlan(plan, set, List.of(signatures)).proof(all -> Bytes.of(1));
    }

    private Plan plan(Header last, BlockCertificate of) {
        return plan(7, GENESIS, 3, set, last, of);
    }

    private static Plan plan(
            long chainId, Hash genesis, long epoch, ValidatorSet set, Header last, BlockCertificate of) {
        return new Plan(
                chainId, genesis, epoch, set.root(), 1, Hash.ZERO, of, last.encode(), List.of(), List.of(), 0, "");
    }

    private static PlanSignature[] lockedOn(Header block) {
        PlanSignature[] all = new PlanSignature[3];
        for (int i = 0; i < all.length; i++) {
            all[i] = new PlanSignature(i, 20, block.hash(), Bytes.of(1));
        }
        return all;
    }

    private PlanSignature lock(int signer, long view) {
        return new PlanSignature(signer, view, header.hash(), Bytes.of(1));
    }

    private static PlanSignature lock(int signer, Root on) {
        return new PlanSignature(signer, on.view(), on.block(), Bytes.of(1));
    }

    private static QuorumCertificate certificate(Header of, long view) {
        return new QuorumCertificate(3, view, of.hash(), Signers.of(List.of(0, 1, 3)), Bytes.of(1));
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
