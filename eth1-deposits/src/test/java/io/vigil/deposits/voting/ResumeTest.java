package io.vigil.deposits.voting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.store.Deposits;
import io.vigil.deposits.voting.Eth1Transition.BlockInputs;
import io.vigil.deposits.voting.Eth1Transition.Result;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** D17: a false root lost deposit 2, the chain processed [0, 1, 3], and then the truth was adopted. */
class ResumeTest {
    private final List<DepositData> truth = Deposits.deposits(0, 6);
    private final DepositTree tree = World.tree(truth);
    private final Eth1Parameters parameters = World.parameters();
    private final DepositState state = World.state(parameters);

    ResumeTest() {
        List<DepositData> wrong = new ArrayList<>(truth);
        wrong.remove(2);
        state.writeAdopted(World.data(5, World.tree(wrong)), 1);
        assertThat(apply(World.inputs(wrong, World.tree(wrong), 0, 3))).isInstanceOf(Result.Done.class);
        state.writeAdopted(World.data(6, tree), 2);
    }

    private Result apply(List<DepositInput> deposits) {
        return new Eth1Transition(parameters)
                .apply(
                        new BlockInputs(1, 0, Address.ofInt(1), Optional.empty(), deposits),
                        World.set(1, 1, 1, 1),
                        state);
    }

    private List<DepositInput> next() {
        return World.inputs(truth, tree, 3, 6);
    }

    @Test
    void onlyByVote() {
        assertThat(apply(next())).isInstanceOf(Result.Invalid.class);
        assertThat(state.resumeRefusal(1, tree.frontierAt(3))).hasValueSatisfying(startsWith("GENERATION"));
        assertThat(state.resumeRefusal(3, tree.frontierAt(3))).hasValueSatisfying(startsWith("GENERATION"));
        assertThat(state.resumeRefusal(2, tree.frontierAt(4))).hasValueSatisfying(startsWith("FRONTIER"));
        assertThat(state.resumeRefusal(2, state.frontier())).contains("NO_CHANGE");
        assertThatThrownBy(() -> state.resume(1, tree.frontierAt(3))).isInstanceOf(IllegalStateException.class);
        assertThat(apply(next())).isInstanceOf(Result.Invalid.class);

        state.resume(2, tree.frontierAt(3));

        assertThat(apply(next())).isInstanceOf(Result.Done.class);
        assertThat(state.nextIndex()).isEqualTo(6);
        assertThat(state.frontier()).isEqualTo(tree.frontier());
    }

    @Test
    void whatTheAdoptedTreeItselfShowsIsCheckedAtOnce() {
        state.writeAdopted(World.data(7, Deposits.tree(2)), 3);
        assertThat(state.resumeRefusal(3, tree.frontierAt(3)))
                .as("the true tree is shorter than what was processed")
                .hasValueSatisfying(startsWith("ADOPTED"));

        state.writeAdopted(World.data(8, World.tree(truth.subList(0, 3))), 4);
        DepositTree other = Deposits.tree(2);
        other.append(Hash.ZERO);
        assertThat(state.resumeRefusal(4, other.frontier())).hasValueSatisfying(startsWith("ROOT"));
        assertThat(state.resumeRefusal(4, tree.frontierAt(3))).isEmpty();
    }

    private static Consumer<String> startsWith(String code) {
        return why -> assertThat(why).startsWith(code);
    }

    @Test
    void nextProofMustFit() {
        DepositTree other = Deposits.tree(2);
        other.append(Hash.ZERO);

        state.resume(2, other.frontier());

        assertThat(apply(next())).isInstanceOf(Result.Invalid.class);
    }
}
