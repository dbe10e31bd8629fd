package io.vigil.deposits.voting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.store.Deposits;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.testing.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

/** D2 and D7. */
class Eth1InputsTest {
    private static final List<DepositData> DEPOSITS = Deposits.deposits(0, 17);
    private static final DepositTree TREE = World.tree(DEPOSITS);

    @Test
    void roundTrip() throws MalformedException {
        Eth1Data vote = World.data(20, TREE);
        assertThat(Eth1Inputs.readVote(Eth1Inputs.vote(vote))).isEqualTo(vote);
        List<DepositInput> sixteen = World.inputs(DEPOSITS, TREE, 0, 16);
        assertThat(Eth1Inputs.readDeposits(Eth1Inputs.deposits(sixteen), 16)).isEqualTo(sixteen);
        assertThatThrownBy(() -> Eth1Inputs.readDeposits(Eth1Inputs.deposits(World.inputs(DEPOSITS, TREE, 0, 17)), 16))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Eth1Inputs.readDeposits(new SystemInput(SystemInput.DEPOSITS, Bytes.of(0xc0)), 16))
                .hasMessageContaining("empty");
    }

    @Test
    void damagedInputsAreRefusedOrSaySomethingElse() {
        SystemInput vote = Eth1Inputs.vote(World.data(20, TREE));
        SystemInput deposits = Eth1Inputs.deposits(World.inputs(DEPOSITS, TREE, 0, 2));
        Seeds.forEach(2_000, random -> {
            Bytes damagedVote = random.damage(vote.data());
            Bytes damagedDeposits = random.damage(deposits.data());
            try {
                SystemInput input = new SystemInput(SystemInput.ETH1_VOTE, damagedVote);
                assertThat(Eth1Inputs.vote(Eth1Inputs.readVote(input)).data()).isEqualTo(damagedVote);
            } catch (MalformedException | IllegalArgumentException e) {
                assertThat(e).message().isNotBlank();
            }
            try {
                SystemInput input = new SystemInput(SystemInput.DEPOSITS, damagedDeposits);
                assertThat(Eth1Inputs.deposits(Eth1Inputs.readDeposits(input, 16))
                                .data())
                        .isEqualTo(damagedDeposits);
            } catch (MalformedException | IllegalArgumentException e) {
                assertThat(e).message().isNotBlank();
            }
        });
    }
}
