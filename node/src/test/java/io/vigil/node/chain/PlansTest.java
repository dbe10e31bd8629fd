package io.vigil.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.Plan.Action;
import io.vigil.consensus.certificates.PlanConsent;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.certificates.PlanSignature;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.governance.registry.Possession;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.StateView;
import io.vigil.node.governance.GovernancePart;
import io.vigil.node.governance.PlanPart;
import io.vigil.node.governance.PlannedEpochs;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Enrolment;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.crypto.BlsSignature;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.types.genesis.GenesisAccount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** G43, G44, G48: the first block of an epoch that a plan began, made and judged by the real executor. */
class PlansTest {
    private static final int LENGTH = 20;
    private static final Bytes KEY = Keccak.hash(Bytes.of(7)).bytes();
    private static final BlsSecretKey NEW_KEY =
            BlsSecretKey.generate(Keccak.hash(Bytes.of(2)).bytes());
    private static final Address SENDER = Secp256k1.address(KEY);
    private final Map<Long, PlanProof> plans = new HashMap<>();
    private final Map<Long, EpochStart> starts = new HashMap<>();
    private final TestChain chain;
    private final ValidatorSet set;
    private final SignBytes signBytes;

    PlansTest() {
        ChainIdentity identity = new ChainIdentity(7, Hash.ZERO);
        PlannedEpochs planned = new PlannedEpochs(
                identity,
                epoch -> Optional.ofNullable(starts.get(epoch)),
                ended -> Optional.ofNullable(plans.get(ended)));
        chain = new TestChain(
                TestChain.genesis(
                        LENGTH, List.of(GenesisAccount.funded(SENDER, UInt256.of(1_000_000_000_000_000_000L)))),
                genesis -> List.of(new PlanPart(planned), new GovernancePart(identity, epoch -> Optional.empty())),
                planned);
        set = ValidatorSet.ofChain(chain.genesis.validatorSet());
        signBytes = new SignBytes(7, Hash.ZERO);
        starts.put(0L, new EpochStart(Root.genesis(chain.first.ref().hash()), set));
    }

    @Test
    void itBeginsTheEpochAndCarriesThePlan() throws Exception {
        ExecutedBlock last = blocks(7);
        end(last, 0, List.of());

        ExecutedBlock first = build(last, 1);
        assertThat(chain.judge(last, first.block())).isInstanceOf(BlockExecutor.Judgement.Good.class);
        assertThat(first.block().systemInputs())
                .extracting(SystemInput::type)
                .containsExactly(SystemInput.RANDAO_REVEAL, SystemInput.PLAN);
        assertThat(extra(first).epoch()).isEqualTo(1);
        assertThat(extra(first).epochEnd())
                .as("a whole epoch from the plan's block on")
                .isEqualTo(7 + LENGTH);
        assertThat(extra(first).version()).isEqualTo(1);

        ExecutedBlock second = build(first, 1);
        assertThat(chain.judge(first, second.block())).isInstanceOf(BlockExecutor.Judgement.Good.class);
        assertThat(second.block().systemInputs()).hasSize(1);
        assertThat(PlanPart.plansIn(first.block()))
                .as("what the log tells once it is final")
                .extracting(Plan::epoch)
                .containsExactly(0L);
        assertThat(PlanPart.plansIn(second.block())).isEmpty();
        assertThat(chain.executor.epochAfter(second).epochEnd()).isEqualTo(7 + LENGTH);
    }

    @Test
    void aFixedNextEpochDoesNotOutliveThePlan() throws Exception {
        ExecutedBlock last = blocks(LENGTH - 2); // the fix of a chain with epochs of 20 lies at 10
        end(last, 0, List.of());
        ExecutedBlock at = build(last, 1);
        for (int i = 1; i < LENGTH; i++) {
            at = build(at, 1);
        }
        assertThat(at.ref().lastOfEpoch()).isTrue();
        ExecutedBlock next = build(at, 2);
        assertThat(extra(next).epoch()).isEqualTo(2);
        assertThat(extra(next).epochEnd()).isEqualTo(LENGTH - 2 + 2 * LENGTH);
    }

    @Test
    void aParameterHoldsFromItsFirstBlockOn() throws Exception {
        ExecutedBlock last = blocks(3);
        long gasLimit = 2 * last.block().header().gasLimit();
        end(last, 0, List.of(new Action.SetParameter("gasLimit", UInt256.of(gasLimit))));

        ExecutedBlock first = build(last, 1);
        assertThat(first.block().header().gasLimit()).isEqualTo(gasLimit);
        assertThat(chain.judge(last, first.block())).isInstanceOf(BlockExecutor.Judgement.Good.class);
    }

    @Test
    void whatNoVoteMayChangeNoPlanMay() {
        ExecutedBlock last = blocks(3);
        end(last, 0, List.of(new Action.SetParameter("gasLimit", UInt256.of(1))));

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> build(last, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("gasLimit");
    }

    @Test
    void anotherVersionIsWhatTheHeaderSays() {
        ExecutedBlock last = blocks(3);
        end(last, 0, List.of(new Action.SetVersion(2)));

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> build(last, 1))
                .as("this program speaks version 1 alone")
                .hasMessageContaining("speaks protocol version 2 from epoch 1");
    }

    @Test
    void aSkippedTransactionStandsInNoBlockOfTheEpoch() throws Exception {
        ExecutedBlock last = blocks(3);
        Transaction bad = transfer(0);
        Block unplanned = chain.build(last, List.of(bad)).block().block();
        end(last, 0, List.of(new Action.SkipTransactions(List.of(bad.hash()))));

        BlockExecutor.Made made = chain.build(last, 1, List.of(bad));
        ExecutedBlock first = made.block();
        assertThat(first.block().transactions()).isEmpty();
        assertThat(made.invalid()).containsExactly(bad.hash());
        assertThat(chain.judge(last, first.block())).isInstanceOf(BlockExecutor.Judgement.Good.class);
        assertThat(chain.executor.epochAfter(first).skipped()).containsExactly(bad.hash());
        assertThat(unplanned.transactions())
                .as("before the plan it could stand")
                .containsExactly(bad);

        Block second = build(first, 1).block();
        Block with = Block.of(second.header(), List.of(bad), second.systemInputs());
        assertThat(chain.judge(first, with))
                .isInstanceOfSatisfying(
                        BlockExecutor.Judgement.Bad.class,
                        bads -> assertThat(bads.why()).contains("the plan that began epoch 1 skips it"));
    }

    @Test
    void theNextEpochTakesWhatAPlanSkipped() {
        ExecutedBlock last = blocks(3);
        Transaction bad = transfer(0);
        end(last, 0, List.of(new Action.SkipTransactions(List.of(bad.hash()))));
        ExecutedBlock at = build(last, 1);
        while (!at.ref().lastOfEpoch()) {
            at = build(at, 1);
        }
        ExecutedBlock next = chain.build(at, 2, List.of(bad)).block();

        assertThat(next.block().transactions()).containsExactly(bad);
        assertThat(chain.executor.epochAfter(next).skipped()).isEmpty();
    }

    @Test
    void aSecondPlanOnTheSameBlockBringsTheFirstAlong() throws Exception {
        ExecutedBlock last = blocks(5);
        end(last, 0, List.of());
        Root root = new Root(1, last.ref().view(), last.ref().hash());
        end(last, 1, root, List.of());

        ExecutedBlock first = build(last, 2);
        assertThat(chain.judge(last, first.block())).isInstanceOf(BlockExecutor.Judgement.Good.class);
        assertThat(extra(first).epoch()).isEqualTo(2);
        Bytes input = first.block().systemInputs().getLast().data();
        assertThat(PlanCodec.decodeInput(input)).hasSize(2);
    }

    @Test
    void otherMembersBeginTheEpochOnceAllOfThemConsented() throws Exception {
        ExecutedBlock last = blocks(5);
        Plan.Seat old = new Plan.Seat(set.member(0).address(), set.member(0).blsKey(), 1, List.of());
        Action.ReplaceSet both = new Action.ReplaceSet(List.of(old, newcomer()));
        PlanProof half = end(last, 0, List.of(both), List.of(TestChain.KEY));
        PlanProof whole = end(last, 0, List.of(both), List.of(TestChain.KEY, NEW_KEY));

        ExecutedBlock first = build(last, 1);
        assertThat(chain.judge(last, first.block())).isInstanceOf(BlockExecutor.Judgement.Good.class);
        assertThat(first.block().header().parentBeaconBlockRoot())
                .as("who certifies the child")
                .isEqualTo(both.set().root());
        assertThat(chain.executor.childSet(first)).isEqualTo(both.set());
        Registry registry = new Registry(StateView.of(first.state()));
        assertThat(registry.record(newcomer().address()).ok())
                .hasValueSatisfying(record -> assertThat(record.contact()).isEqualTo("new"));
        assertThat(judged(last, first, half)).contains("signatures do not hold");
        assertThat(whole.plan()).isEqualTo(half.plan());

        ExecutedBlock second = build(first, 1);
        assertThat(chain.judge(first, second.block())).isInstanceOf(BlockExecutor.Judgement.Good.class);
    }

    private static Plan.Seat newcomer() {
        Bytes key = NEW_KEY.publicKey().bytes();
        Address address = ValidatorRecord.addressOf(key);
        Bytes possession = Possession.prove(new ChainIdentity(7, Hash.ZERO), address, NEW_KEY)
                .bytes();
        Enrolment enrolment = new Enrolment(
                key, possession, Address.ZERO, Address.ZERO, Keccak.hash(key).bytes(), Address.ZERO, "new");
        return new Plan.Seat(address, key, 1, List.of(enrolment));
    }

    @Test
    void aBlockWithoutAPlanOrWithAForgedOneIsInvalid() throws Exception {
        ExecutedBlock last = blocks(5);
        ExecutedBlock unplanned = chain.build(last).block();
        PlanProof proof = end(last, 0, List.of());
        ExecutedBlock first = build(last, 1);

        Block bare = TestChain.with(first.block(), List.of());
        assertThat(chain.judge(last, bare)).isInstanceOf(BlockExecutor.Judgement.Bad.class);
        Bytes other = TestChain.KEY.sign(Bytes.of(1)).bytes();
        assertThat(judged(last, first, new PlanProof(proof.plan(), proof.groups(), other)))
                .contains("signatures do not hold");
        PlanProof.Group nobody =
                new PlanProof.Group(proof.highest().lockView(), proof.highest().lockBlock(), Signers.NONE);
        assertThat(judged(last, first, new PlanProof(proof.plan(), List.of(nobody), proof.signature())))
                .contains("empty group");
        assertThat(judged(first, build(first, 1), proof))
                .as("on another block than the plan's")
                .contains("a plan for block");
        assertThat(chain.judge(last, unplanned.block()))
                .as("the same state also has a child of the old epoch: which is followed is agreement's matter")
                .isInstanceOf(BlockExecutor.Judgement.Good.class);
    }

    private String judged(ExecutedBlock parent, ExecutedBlock block, PlanProof proof) {
        SystemInput input = new SystemInput(SystemInput.PLAN, PlanCodec.encodeInput(List.of(proof)));
        BlockExecutor.Judgement judgement = chain.judge(parent, TestChain.with(block.block(), List.of(input)));
        return judgement instanceof BlockExecutor.Judgement.Bad(String why) ? why : judgement.toString();
    }

    private ExecutedBlock blocks(int count) {
        ExecutedBlock head = chain.first;
        for (int i = 0; i < count; i++) {
            head = chain.build(head).block();
        }
        return head;
    }

    private static Transaction transfer(int nonce) {
        return new TransactionBody.DynamicFee(
                        7,
                        nonce,
                        UInt256.ONE,
                        UInt256.of(10_000_000_000L),
                        100_000,
                        new Target.Call(SENDER),
                        UInt256.ONE,
                        Bytes.EMPTY,
                        List.of())
                .sign(KEY);
    }

    private ExecutedBlock build(ExecutedBlock parent, long epoch) {
        return chain.build(parent, epoch).block();
    }

    private static ExtraData extra(ExecutedBlock block) throws Exception {
        return ExtraData.decode(block.block().header().extraData());
    }

    private PlanProof end(ExecutedBlock last, long epoch, List<Action> actions) {
        return end(last, epoch, actions, List.of());
    }

    private PlanProof end(ExecutedBlock last, long epoch, List<Action> actions, List<BlsSecretKey> consenting) {
        Bytes signature = TestChain.KEY
                .sign(signBytes
                        .vote(epoch, set.root(), last.ref().view(), last.ref().hash())
                        .bytes())
                .bytes();
        return end(
                last,
                epoch,
                new QuorumCertificate(epoch, last.ref().view(), last.ref().hash(), Signers.of(List.of(0)), signature),
                actions,
                consenting);
    }

    private PlanProof end(ExecutedBlock last, long epoch, BlockCertificate certificate, List<Action> actions) {
        return end(last, epoch, certificate, actions, List.of());
    }

    private PlanProof end(
            ExecutedBlock last,
            long epoch,
            BlockCertificate certificate,
            List<Action> actions,
            List<BlsSecretKey> consenting) {
        Plan plan = new Plan(
                7,
                Hash.ZERO,
                epoch,
                set.root(),
                1,
                Hash.ZERO,
                certificate,
                last.block().header().encode(),
                actions,
                List.of(),
                0,
                "");
        Hash message = signBytes.plan(epoch, set.root(), PlanCodec.hash(plan), certificate.view(), certificate.block());
        PlanSignature one = new PlanSignature(
                0,
                certificate.view(),
                certificate.block(),
                TestChain.KEY.sign(message.bytes()).bytes());
        SignedPlan signed = new SignedPlan(plan, set, List.of(one));
        Hash consent = signBytes.planMember(epoch, set.root(), PlanCodec.hash(plan));
        for (BlsSecretKey key : consenting) {
            int member = plan.nextSet(set).indexOf(key.publicKey().bytes()).orElseThrow();
            signed = signed.with(
                    new PlanConsent(member, key.sign(consent.bytes()).bytes()));
        }
        PlanProof proof = signed.proof(PlansTest::sum);
        plans.put(epoch, proof);
        Root root = new Root(epoch + 1, last.ref().view(), last.ref().hash());
        starts.put(epoch + 1, new EpochStart(root, plan.nextSet(set), 1));
        return proof;
    }

    private static Bytes sum(List<Bytes> signatures) {
        List<BlsSignature> parsed = new ArrayList<>();
        for (Bytes signature : signatures) {
            try {
                parsed.add(BlsSignature.parse(signature));
            } catch (MalformedException e) {
                throw new IllegalStateException(e);
            }
        }
        return BlsSignature.aggregate(parsed).bytes();
    }
}
