package io.vigil.node.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.state.StateReader;
import io.vigil.vm.transaction.SystemState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SystemPartsTest {
    private static final Address CONTRACT = Address.ofInt(0x1001);
    private static final int TYPE = SystemInput.ETH1_VOTE;

    /** Of no part: one above the highest that the protocol has. */
    private static final int UNKNOWN = SystemInput.PLAN + 1;

    /** Adds up the bytes of its input at slot 1, and counts blocks at slot 2; refuses a zero, throws at 0xff. */
    private record Sum(Bytes offered) implements SystemPart, SystemPart.Conduct {
        @Override
        public List<Integer> inputTypes() {
            return List.of(TYPE);
        }

        @Override
        public Optional<String> begin(BlockFacts block, List<SystemInput> inputs, SystemState state) {
            for (SystemInput input : inputs) {
                int value = input.data().get(0) & 0xff;
                state.store(
                        CONTRACT, UInt256.ONE, state.load(CONTRACT, UInt256.ONE).add(UInt256.of(value)));
                if (value == 0) {
                    return Optional.of("zero");
                }
                if (value == 0xff) {
                    throw new IllegalStateException("unforeseen");
                }
            }
            return Optional.empty();
        }

        @Override
        public void end(BlockFacts block, SystemState state) {
            state.store(CONTRACT, UInt256.of(2), UInt256.of(block.number()));
        }

        @Override
        public Conduct conduct() {
            return this;
        }

        @Override
        public List<SystemInput> offer(BlockFacts block, StateReader parent, boolean byTimeout) {
            return List.of(new SystemInput(TYPE, offered));
        }
    }

    @Test
    void whatALeaderBuildsAVoterAcceptsAndBothHaveTheState() {
        TestChain chain = new TestChain(List.of(new Sum(Bytes.of(5))));
        ExecutedBlock one = chain.build(chain.first).block();
        ExecutedBlock two = chain.build(one).block();

        ExecutedBlock judged = good(chain.judge(one, two.block()));
        assertThat(judged.state().slot(CONTRACT, UInt256.ONE)).isEqualTo(UInt256.of(10));
        assertThat(judged.state().slot(CONTRACT, UInt256.of(2))).isEqualTo(UInt256.of(2));
        assertThat(judged.state().root()).isEqualTo(two.state().root());
    }

    @Test
    void aLeaderGoesOnWithoutAnInputThatIsRefusedOrThrowsAndNothingOfItStays() {
        for (int bad : new int[] {0, 0xff}) {
            TestChain chain = new TestChain(List.of(new Sum(Bytes.of(bad))));
            BlockExecutor.Made made = chain.build(chain.first);
            assertThat(made.faults()).hasSize(1);
            assertThat(made.block().block().systemInputs()).hasSize(1);
            assertThat(made.block().state().slot(CONTRACT, UInt256.ONE)).isEqualTo(UInt256.ZERO);
            assertThat(good(chain.judge(chain.first, made.block().block())).ref())
                    .isEqualTo(made.block().ref());
        }
    }

    @Test
    void aVoterRefusesWhatAPartRefusesAndWithholdsItsVoteWhereOneThrows() {
        TestChain chain = new TestChain(List.of(new Sum(Bytes.of(5))));
        Block block = chain.build(chain.first).block().block();

        assertThat(chain.judge(chain.first, TestChain.with(block, List.of(input(TYPE, 0)))))
                .isEqualTo(new BlockExecutor.Judgement.Bad("zero"));
        assertThat(chain.judge(chain.first, TestChain.with(block, List.of(input(TYPE, 0xff)))))
                .isInstanceOf(BlockExecutor.Judgement.Failed.class);
    }

    @Test
    void refusesATypeThatIsNoParts() {
        TestChain chain = new TestChain(List.of(new Sum(Bytes.of(5))));
        Block block = chain.build(chain.first).block().block();
        assertThat(chain.judge(chain.first, TestChain.with(block, List.of(input(UNKNOWN, 1)))))
                .isEqualTo(new BlockExecutor.Judgement.Bad("system input of unknown type " + UNKNOWN));
    }

    @Test
    void twoPartsCannotClaimOneType() {
        assertThatThrownBy(() -> new SystemParts(List.of(new Sum(Bytes.of(1)), new Sum(Bytes.of(2)))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static SystemInput input(int type, int value) {
        return new SystemInput(type, Bytes.of(value));
    }

    private static ExecutedBlock good(BlockExecutor.Judgement judgement) {
        assertThat(judgement).isInstanceOf(BlockExecutor.Judgement.Good.class);
        return ((BlockExecutor.Judgement.Good) judgement).block();
    }
}
