package io.vigil.deposits.voting;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.store.Deposits;
import io.vigil.deposits.voting.Eth1Transition.BlockInputs;
import io.vigil.deposits.voting.Eth1Transition.Result;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** D10: what a vote says makes no block invalid, so that a block never needs eth1. */
class VoteValidityTest {
    private final Eth1Parameters parameters = World.parameters();
    private final DepositState state = World.state(parameters);
    private long height;

    /** D14: with a rule against it, a false count once adopted would stand for ever. */
    @Test
    void lowerCountIsValid() {
        Eth1Data high = World.data(9, Deposits.tree(5));
        Eth1Data low = World.data(8, Deposits.tree(2));
        assertThat(vote(high)).isEqualTo(new Result.Done(List.of(), Optional.of(high)));
        assertThat(vote(low)).isEqualTo(new Result.Done(List.of(), Optional.of(low)));
        assertThat(state.adopted()).isEqualTo(low);
    }

    @Test
    void adoptedAgainIsNoOp() {
        Eth1Data data = World.data(9, Deposits.tree(5));
        vote(data);
        assertThat(vote(data)).isEqualTo(new Result.Done(List.of(), Optional.empty()));
        assertThat(state.generation()).isEqualTo(1);
        assertThat(state.adopted()).isEqualTo(data);
    }

    /** Neither the hash nor the number, nor a root of no tree at all. */
    @Test
    void unknownHashIsValid() {
        for (Eth1Data data : List.of(
                new Eth1Data(9, new Hash(Deposits.deposit(1).root().bytes()), Hash.ZERO, 5),
                new Eth1Data(Long.MAX_VALUE, Hash.ZERO, Hash.ZERO, (1L << 32) - 1))) {
            assertThat(vote(data)).isEqualTo(new Result.Done(List.of(), Optional.of(data)));
        }
    }

    /** Cast by the only member, so that each one is adopted. */
    private Result vote(Eth1Data data) {
        height++;
        return new Eth1Transition(parameters)
                .apply(
                        new BlockInputs(height, 1_000, Address.ofInt(1), Optional.of(data), List.of()),
                        World.set(1),
                        state);
    }
}
