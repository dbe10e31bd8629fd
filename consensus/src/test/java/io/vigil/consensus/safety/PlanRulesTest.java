package io.vigil.consensus.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** G45: when a validator signs a plan, and what it signs no more afterwards. The epoch is 3; the plan ends it with a certificate of view 20. */
class PlanRulesTest {
    private static final ValidatorSet SET = ValidatorSet.of(
            List.of(new Validator(Address.ofInt(1), Bytes.wrap(new byte[Validator.KEY_BYTES]), 1, true)));
    private static final Hash BLOCK = Keccak.hash(Bytes.of(20));
    private final Plan plan = plan(1, Hash.ZERO);
    private final PlanFence fence = fence(plan);

    @Test
    void aPlanThatEndsWithOurLockOrAboveItMayBeSigned() {
        assertThat(refusal(plan, locked(20))).isEmpty();
        assertThat(refusal(plan, locked(12))).isEmpty();
        assertThat(refusal(plan, SafetyRecord.empty(new Root(3, 10, Hash.ZERO))))
                .isEmpty();
    }

    @Test
    void refusesBelowLock() {
        assertThat(refusal(plan, locked(21)))
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("below this validator's lock")
                        .contains("view 21")
                        .contains(Keccak.hash(Bytes.of(21)).toString()));
    }

    @Test
    void refusesOnceTheEpochIsOverHereOrNotYetReached() {
        assertThat(PlanRules.refusal(plan, fence, locked(12), chain(4, true)))
                .hasValueSatisfying(why -> assertThat(why).startsWith("stale"));
        assertThat(PlanRules.refusal(plan, fence, locked(12), chain(2, true)))
                .hasValueSatisfying(why -> assertThat(why).contains("catch up"));
    }

    @Test
    void refusesAfterAWordInTheNextEpoch() {
        Root next = new Root(4, 20, BLOCK);
        SafetyRecord ahead = locked(12).after(new Statement.Timeout(21, new Justification.ByQuorum(next)));

        assertThat(refusal(plan, ahead))
                .hasValueSatisfying(why -> assertThat(why).contains("signed TIMEOUT"));
    }

    @Test
    void refusesABlockThatIsNotHereOrLeavesWhatIsFinal() {
        assertThat(PlanRules.refusal(plan, fence, locked(12), chain(3, false)))
                .hasValueSatisfying(why -> assertThat(why).contains("does not lead from"));
    }

    @Test
    void refusesToQuarantineWhatIsCertified() {
        assertThat(refusal(quarantining(BLOCK), locked(12)))
                .hasValueSatisfying(why -> assertThat(why).contains("quarantines block " + BLOCK));
        assertThat(refusal(quarantining(Hash.ZERO), locked(12))).isEmpty();
    }

    @Test
    void onlyItsNamedSuccessorMayReplaceASignedPlan() {
        SafetyRecord signed = locked(12).after(fence);

        assertThat(refusal(plan, signed)).as("the same again").isEmpty();
        assertThat(refusal(plan(2, fence.plan()), signed)).isEmpty();
        assertThat(refusal(plan(2, BLOCK), signed)).isPresent();
        assertThat(refusal(plan(3, fence.plan()), signed)).isPresent();
        Plan rival = new Plan(
                1,
                Hash.ZERO,
                3,
                SET.root(),
                1,
                Hash.ZERO,
                plan.certificate(),
                Bytes.EMPTY,
                List.of(),
                List.of(),
                9,
                "");
        assertThat(refusal(rival, signed)).isPresent();
    }

    @Test
    void nothingReplacesAPlanThatBringsOtherMembers() {
        PlanFence last = new PlanFence(3, 1, fence.plan(), true);
        SafetyRecord signed = locked(12).after(last);

        assertThat(refusal(plan(2, last.plan()), signed))
                .hasValueSatisfying(why -> assertThat(why).contains("no plan may replace it"));
        assertThatThrownBy(() -> signed.after(fence(plan(2, last.plan())))).isInstanceOf(IllegalStateException.class);
        assertThat(signed.after(last)).as("the same again").isEqualTo(signed);
        assertThat(locked(12)
                        .after(fence)
                        .after(new PlanFence(3, 2, BLOCK, true))
                        .fence()
                        .isLast())
                .as("it may itself replace one that brings none")
                .isTrue();
    }

    @Test
    void aNewMemberConsentsOnlyBeforeItHasSpokenInTheNextEpoch() {
        EpochStart at = chain(3, false).epoch();
        assertThat(PlanRules.consentRefusal(plan, locked(21), at))
                .as("its lock is of no account")
                .isEmpty();
        SafetyRecord ahead =
                locked(12).after(new Statement.Timeout(21, new Justification.ByQuorum(new Root(4, 20, BLOCK))));
        assertThat(PlanRules.consentRefusal(plan, ahead, at)).isPresent();
        assertThat(PlanRules.consentRefusal(plan, locked(12), chain(4, true).epoch()))
                .hasValueSatisfying(why -> assertThat(why).startsWith("stale"));
    }

    @Test
    void afterASignedPlanNothingOfItsEpochIsSigned() {
        SafetyRecord record = locked(12);
        Statement.Timeout timeout = new Statement.Timeout(13, new Justification.ByQuorum(quorum(12)));
        Statement.Vote vote = new Statement.Vote(13, block(13), new Justification.ByQuorum(quorum(12)));
        Statement.CommitVote commitVote = new Statement.CommitVote(quorum(12));
        Statement.Proposal proposal =
                new Statement.Proposal(Kind.NORMAL_PROPOSAL, 13, block(13), new Justification.ByQuorum(quorum(12)));
        SafetyRecord fenced = record.after(fence);

        for (Statement statement : List.of(timeout, vote, commitVote, proposal)) {
            assertThat(record.allows(statement))
                    .as("%s before", statement.kind())
                    .isTrue();
            assertThat(fenced.allows(statement))
                    .as("%s after", statement.kind())
                    .isFalse();
            assertThatThrownBy(() -> fenced.after(statement)).isInstanceOf(IllegalStateException.class);
        }
        Root next = new Root(4, 20, BLOCK);
        assertThat(fenced.allows(new Statement.Timeout(21, new Justification.ByQuorum(next))))
                .as("the next epoch")
                .isTrue();
    }

    @Test
    void whatWasSignedBeforeStaysAndGetsTheSameSignature() {
        Statement.Timeout timeout = new Statement.Timeout(13, new Justification.ByQuorum(quorum(12)));
        SafetyRecord fenced = locked(12).after(timeout).after(fence);

        assertThat(fenced.allows(timeout)).isTrue();
        assertThat(fenced.after(timeout)).isEqualTo(fenced);
    }

    @Test
    void aFenceNeverFalls() {
        SafetyRecord fenced = locked(12).after(fence(plan(2, fence.plan())));

        assertThatThrownBy(() -> fenced.after(fence)).isInstanceOf(IllegalStateException.class);
        assertThat(locked(12).merge(fenced).fence().sequence()).isEqualTo(2);
        assertThat(fenced.merge(locked(12)).fence().sequence()).isEqualTo(2);
    }

    private Optional<String> refusal(Plan of, SafetyRecord record) {
        return PlanRules.refusal(of, fence(of), record, chain(3, true));
    }

    private static SafetyRecord locked(long view) {
        return new SafetyRecord(quorum(view), Map.of());
    }

    private static PlanRules.OwnChain chain(long epoch, boolean reaches) {
        return new PlanRules.OwnChain() {
            @Override
            public EpochStart epoch() {
                return new EpochStart(new Root(epoch, 10, Hash.ZERO), SET);
            }

            @Override
            public boolean reaches(Hash block) {
                return reaches;
            }

            @Override
            public boolean isCertified(Hash block) {
                return block.equals(BLOCK);
            }
        };
    }

    private static PlanFence fence(Plan plan) {
        return new PlanFence(
                plan.epoch(), plan.sequence(), Keccak.hash(Bytes.of((int) plan.sequence(), (int) plan.startSeconds())));
    }

    private static Plan plan(long sequence, Hash previous) {
        QuorumCertificate certificate = new QuorumCertificate(3, 20, BLOCK, Signers.NONE, Bytes.EMPTY);
        return new Plan(
                1, Hash.ZERO, 3, SET.root(), sequence, previous, certificate, Bytes.EMPTY, List.of(), List.of(), 0, "");
    }

    private Plan quarantining(Hash block) {
        return new Plan(
                1,
                Hash.ZERO,
                3,
                SET.root(),
                1,
                Hash.ZERO,
                plan.certificate(),
                Bytes.EMPTY,
                List.of(new Plan.Action.Quarantine(block)),
                List.of(),
                0,
                "");
    }

    private static BlockRef block(long view) {
        return new BlockRef(
                Keccak.hash(Bytes.of((int) view)), Keccak.hash(Bytes.of((int) view - 1)), view, 3, view, 0, false);
    }

    private static QuorumCertificate quorum(long view) {
        return new QuorumCertificate(3, view, Keccak.hash(Bytes.of((int) view)), Signers.NONE, Bytes.EMPTY);
    }
}
