package io.vigil.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.HookEvent;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.StateView;
import io.vigil.governance.versions.ReadySignal;
import io.vigil.node.governance.GovernancePart;
import io.vigil.node.governance.OwnReadiness;
import io.vigil.types.Hash;
import io.vigil.types.chain.ExtraData;
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
            governance[0].committed(new ExecutedView(made.ref(), made.block(), List.of()), made.state(), told::add);
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

        governance[0].committed(new ExecutedView(made.ref(), made.block(), List.of()), made.state(), event -> {});
        assertThat(governance[0].ready().add(signal, made.state())).isFalse();
        assertThat(own.due(2, made.state())).isEmpty();
    }

    private static GovernancePart part(Genesis genesis) {
        return new GovernancePart(new ChainIdentity(genesis.chainId(), Hash.ZERO), epoch -> Optional.empty());
    }
}
