package io.vigil.deposits.voting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.deposits.Frontier;
import io.vigil.deposits.store.Deposits;
import io.vigil.deposits.voting.DepositState.Deposited;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.genesis.GenesisEth1;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** D2, as far as it takes a tree to check it. */
class GenesisEth1Test {
    private static GenesisEth1 section(Hash root, long count, Frontier processed) {
        return new GenesisEth1(
                new GenesisEth1.Contract(1337, Address.ofInt(77), Hash.ZERO, 1, Hash.ZERO),
                Bytes.of(9, 9, 9, 9),
                World.FOLLOW_SECONDS,
                World.PERIOD,
                16,
                new GenesisEth1.Start(0, Hash.ZERO, root, count),
                processed.count(),
                processed.subtrees());
    }

    @Test
    void emptyTree() throws MalformedException {
        assertThat(Eth1Parameters.of(section(Frontier.EMPTY.root(), 0, Frontier.EMPTY)))
                .isEqualTo(World.parameters());
        assertThatThrownBy(() -> Eth1Parameters.of(section(Hash.ZERO, 0, Frontier.EMPTY)))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith("vigil.eth1.start.root: the root of no deposits is 0xd70a");
    }

    @Test
    void countNPreSeeded() throws MalformedException {
        Frontier three = Deposits.tree(3).frontier();
        Eth1Parameters parameters = Eth1Parameters.of(section(three.root(), 3, three));
        Deposited seated = Deposited.ofGenesis(Deposits.deposit(1).publicKey(), Hash.ZERO, 7);
        DepositState state = new DepositState(new World.Slots());

        state.begin(parameters, List.of(seated));

        assertThat(state.nextIndex()).isEqualTo(3);
        assertThat(state.frontier()).isEqualTo(three);
        assertThat(state.deposited(seated.publicKey())).contains(seated);
        assertThat(state.deposited(Deposits.deposit(2).publicKey())).isEqualTo(Optional.empty());
    }

    @Test
    void frontierMustGiveRoot() throws MalformedException {
        Frontier three = Deposits.tree(3).frontier();
        Frontier other = Deposits.tree(2).frontier().push(Hash.ZERO);

        assertThatThrownBy(() -> Eth1Parameters.of(section(three.root(), 3, other)))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith("vigil.eth1.frontier: gives root ");
        assertThat(Eth1Parameters.of(section(three.root(), 3, Frontier.EMPTY))).isNotNull();
    }
}
