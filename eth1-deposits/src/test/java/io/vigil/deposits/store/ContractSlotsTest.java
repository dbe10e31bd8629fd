package io.vigil.deposits.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.deposits.contract.DepositContract;
import io.vigil.storage.MemoryStore;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractSlotsTest {
    private static final Address CONTRACT = ProvedSlots.CONTRACT;

    /** R4.5: the way in from the contract's storage, for each count, and on to the same root. */
    @Test
    void slotsGiveTheTreeAndContinueIt() throws MalformedException {
        for (int count : List.of(0, 1, 2, 3, 33)) {
            ProvedSlots proved = ProvedSlots.of(
                    Deposits.tree(count).frontier(), DepositContract.ours().codeHash());

            Start start = proved.slots().prove(proved.blockHash(), CONTRACT);

            assertThat(start.frontier()).isEqualTo(Deposits.tree(count).frontier());
            MemoryStore rows = new MemoryStore();
            TreeStore store = TreeStore.open(rows, start).store();
            store.apply(new Advance(
                    store.head(), Deposits.deposits(count, 40), List.of(Deposits.point(40)), Deposits.block(40)));
            assertThat(store.tree().root()).isEqualTo(Deposits.tree(40).root());
            assertThat(TreeStore.open(rows, start).report().isSound()).isTrue();
        }
    }

    @Test
    void otherCodeOtherBlocksAndMissingSlotsAreRefused() throws MalformedException {
        ProvedSlots official = ProvedSlots.of(Deposits.tree(3).frontier(), DepositContract.OFFICIAL_CODE_HASH);
        assertThat(official.slots()
                        .prove(official.blockHash(), CONTRACT)
                        .frontier()
                        .count())
                .isEqualTo(3);
        ProvedSlots other = ProvedSlots.of(Deposits.tree(3).frontier(), Hash.ZERO);
        assertThatThrownBy(() -> other.slots().prove(other.blockHash(), CONTRACT))
                .hasMessageContaining("code");
        assertThatThrownBy(() -> official.slots().prove(Hash.ZERO, CONTRACT)).hasMessageContaining("final is");
        List<List<Bytes>> swapped = new ArrayList<>(official.slots().slots());
        swapped.set(0, swapped.get(1));
        ContractSlots wrong =
                new ContractSlots(official.slots().header(), official.slots().account(), swapped);
        assertThatThrownBy(() -> wrong.prove(official.blockHash(), CONTRACT)).isInstanceOf(MalformedException.class);
        ContractSlots few =
                new ContractSlots(official.slots().header(), official.slots().account(), swapped.subList(0, 32));
        assertThatThrownBy(() -> few.prove(official.blockHash(), CONTRACT)).hasMessageContaining("32 slots");
    }
}
