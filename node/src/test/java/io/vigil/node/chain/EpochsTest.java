package io.vigil.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.evidence.Offence;
import io.vigil.consensus.evidence.Testimony;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.EvidenceCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.governance.HookEvent;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.StateView;
import io.vigil.governance.versions.ReadySignal;
import io.vigil.node.governance.GovernancePart;
import io.vigil.node.governance.OwnReadiness;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.genesis.Genesis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpochsTest {
    private static final int LENGTH = 20;

    @Test
    void headersSayWhatTheStateOfTheParentSaysAndAnotherNodeAgrees() throws Exception {
        GovernancePart[] governance = new GovernancePart[1];
        TestChain chain = new TestChain(TestChain.genesis(LENGTH), genesis -> {
            governance[0] = part(genesis);
            return List.of(governance[0]);
        });
        List<HookEvent> told = new ArrayList<>();
        ExecutedBlock head = chain.first;
        for (int height = 1; height <= 2 * LENGTH + 3; height++) {
            ExecutedBlock made = chain.build(head).block();
            assertThat(chain.judge(head, made.block())).isInstanceOf(BlockExecutor.Judgement.Good.class);
            ExtraData extra = ExtraData.decode(made.block().header().extraData());
            long epoch = (height - 1) / LENGTH;
            assertThat(extra.epoch()).isEqualTo(epoch);
            assertThat(extra.epochEnd()).isEqualTo((epoch + 1) * LENGTH);
            assertThat(made.ref().lastOfEpoch()).isEqualTo(height % LENGTH == 0);
            governance[0].committed(
                    new ExecutedView(made.ref(), made.block(), List.of(), made.changes()), made.state(), told::add);
            head = made;
            assertThat(chain.executor.childSet(head).root())
                    .isEqualTo(made.block().header().parentBeaconBlockRoot());
        }
        assertThat(told).filteredOn(HookEvent.Fixed.class::isInstance).hasSize(2);
        assertThat(told).filteredOn(HookEvent.Moved.class::isInstance).hasSize(2);
        assertThat(told).noneMatch(HookEvent.StepFailed.class::isInstance);
    }

    @Test
    void aHeaderOfAnotherEpochIsRefused() throws Exception {
        TestChain chain = new TestChain(TestChain.genesis(LENGTH), genesis -> List.of(part(genesis)));
        ExecutedBlock made = chain.build(chain.first).block();
        ExtraData extra = ExtraData.decode(made.block().header().extraData());
        for (ExtraData other : List.of(
                new ExtraData(extra.version(), 1, extra.view(), extra.leader(), extra.epochEnd()),
                new ExtraData(extra.version() + 1, 0, extra.view(), extra.leader(), extra.epochEnd()),
                new ExtraData(extra.version(), 0, extra.view(), extra.leader(), extra.epochEnd() + 1))) {
            var header =
                    made.block().header().toBuilder().extraData(other.encode()).build();
            var block = io.vigil.types.chain.Block.of(
                    header, made.block().transactions(), made.block().systemInputs());
            assertThat(chain.judge(chain.first, block)).isInstanceOf(BlockExecutor.Judgement.Bad.class);
        }
        var stranger = made.block().header().toBuilder()
                .parentBeaconBlockRoot(Hash.ZERO)
                .build();
        var block = io.vigil.types.chain.Block.of(
                stranger, made.block().transactions(), made.block().systemInputs());
        assertThat(chain.judge(chain.first, block)).isInstanceOf(BlockExecutor.Judgement.Bad.class);
    }

    @Test
    void aSignalOfReadinessGoesIntoTheNextBlockOnceAndIsForgottenThen() {
        GovernancePart[] governance = new GovernancePart[1];
        TestChain chain = new TestChain(TestChain.genesis(LENGTH), genesis -> {
            governance[0] = part(genesis);
            return List.of(governance[0]);
        });
        ChainIdentity identity = new ChainIdentity(chain.genesis.chainId(), Hash.ZERO);
        OwnReadiness own = new OwnReadiness(identity, List.of(TestChain.KEY), 1);
        ReadySignal signal = own.due(0, chain.first.state()).orElseThrow();
        assertThat(own.due(1, chain.first.state())).isEmpty(); // said already
        assertThat(governance[0].ready().add(signal, chain.first.state())).isTrue();
        assertThat(governance[0].ready().add(signal, chain.first.state())).isFalse();

        ExecutedBlock made = chain.build(chain.first).block();
        assertThat(chain.judge(chain.first, made.block())).isInstanceOf(BlockExecutor.Judgement.Good.class);
        Registry registry = new Registry(StateView.of(made.state()));
        assertThat(registry.readiness(signal.validator()).isOf(0)).isTrue();
        assertThat(chain.build(made).block().block().systemInputs()).hasSize(1);

        governance[0].committed(
                new ExecutedView(made.ref(), made.block(), List.of(), made.changes()), made.state(), event -> {});
        assertThat(governance[0].ready().add(signal, made.state())).isFalse();
        assertThat(own.due(2, made.state())).isEmpty();
    }

    @Test
    void evidenceIsToldOnceTombstonesItsOffenderAndIsOnRecord() {
        GovernancePart[] governance = new GovernancePart[1];
        TestChain chain = new TestChain(TestChain.genesis(LENGTH), genesis -> {
            ValidatorSet set = ValidatorSet.ofChain(genesis.validatorSet());
            governance[0] = new GovernancePart(identity(genesis), epoch -> Optional.of(set));
            return List.of(governance[0]);
        });
        Evidence evidence = twoVotes(chain.genesis);
        assertThat(governance[0].evidence().add(evidence)).isTrue();
        assertThat(governance[0].hasWork(chain.first.state(), 1)).isTrue();

        ExecutedBlock made = chain.build(chain.first).block();
        assertThat(made.block().systemInputs()).extracting(SystemInput::type).contains(SystemInput.EVIDENCE);
        assertThat(chain.judge(chain.first, made.block())).isInstanceOf(BlockExecutor.Judgement.Good.class);
        Address offender = chain.genesis.validators().getFirst().address();
        assertThat(new Registry(StateView.of(made.state())).record(offender).ok())
                .hasValueSatisfying(record -> assertThat(record.standing()).isEqualTo(Standing.TOMBSTONED));
        assertThat(governance[0].hasWork(made.state(), 2)).isFalse();

        ExecutedBlock next = chain.build(made).block();
        assertThat(next.block().systemInputs()).hasSize(1);
        Block again =
                TestChain.with(next.block(), List.of(made.block().systemInputs().getLast()));
        assertThat(chain.judge(made, again))
                .isEqualTo(new BlockExecutor.Judgement.Bad("evidence told before: " + evidence.key()));
    }

    @Test
    void aBlockWithFalseEvidenceIsInvalid() {
        TestChain chain = new TestChain(TestChain.genesis(LENGTH), genesis -> {
            ValidatorSet set = ValidatorSet.ofChain(genesis.validatorSet());
            return List.of(new GovernancePart(identity(genesis), epoch -> Optional.of(set)));
        });
        Evidence sound = twoVotes(chain.genesis);
        Evidence forged = new Evidence(
                sound.offence(),
                0,
                0,
                sound.first(),
                new Testimony.Voted(3, Hash.ZERO, sound.first().signature()),
                List.of());
        Block block = chain.build(chain.first).block().block();
        SystemInput input = new SystemInput(SystemInput.EVIDENCE, EvidenceCodec.encodeInput(List.of(forged)));
        assertThat(chain.judge(chain.first, TestChain.with(block, List.of(input))))
                .isInstanceOf(BlockExecutor.Judgement.Bad.class);
    }

    private static Evidence twoVotes(Genesis genesis) {
        Hash root = ValidatorSet.ofChain(genesis.validatorSet()).root();
        SignBytes signBytes = new SignBytes(genesis.chainId(), Hash.ZERO);
        List<Testimony> votes = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            Hash block = Keccak.hash(Bytes.of(i));
            Bytes signature = TestChain.KEY
                    .sign(signBytes.vote(0, root, 3, block).bytes())
                    .bytes();
            votes.add(new Testimony.Voted(3, block, signature));
        }
        return new Evidence(Offence.TWO_VOTES, 0, 0, votes.get(0), votes.get(1), List.of());
    }

    private static ChainIdentity identity(Genesis genesis) {
        return new ChainIdentity(genesis.chainId(), Hash.ZERO);
    }

    private static GovernancePart part(Genesis genesis) {
        return new GovernancePart(new ChainIdentity(genesis.chainId(), Hash.ZERO), epoch -> Optional.empty());
    }
}
