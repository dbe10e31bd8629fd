package io.vigil.node.chain;

import io.vigil.deposits.voting.ContractStorage;
import io.vigil.deposits.voting.DepositState;
import io.vigil.deposits.voting.DepositState.Deposited;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.GenesisEth1;
import io.vigil.types.genesis.GenesisValidator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The state of 0x…1001 in the first block: what is adopted, what was processed, and the keys of the first validators (D2). */
final class GenesisDeposits {
    private GenesisDeposits() {}

    static SortedMap<UInt256, UInt256> slots(GenesisEth1 eth1, List<GenesisValidator> validators) {
        Slots slots = new Slots(new TreeMap<>());
        try {
            new DepositState(slots)
                    .begin(
                            Eth1Parameters.of(eth1),
                            validators.stream().map(GenesisDeposits::record).toList());
        } catch (MalformedException e) {
            throw new IllegalStateException("a genesis that was checked when it was read", e);
        }
        return slots.values();
    }

    /** Nothing was deposited for it; a deposit of its key tops it up, and what it is signed for does not matter. */
    private static Deposited record(GenesisValidator validator) {
        Bytes credentials = Bytes.concat(
                Bytes.of(1), Bytes.wrap(new byte[11]), validator.address().bytes());
        return Deposited.ofGenesis(validator.blsKey().bytes(), new Hash(credentials), 0);
    }

    private record Slots(SortedMap<UInt256, UInt256> values) implements ContractStorage {
        @Override
        public UInt256 load(UInt256 slot) {
            return values.getOrDefault(slot, UInt256.ZERO);
        }

        @Override
        public void store(UInt256 slot, UInt256 value) {
            values.put(slot, value);
        }
    }
}
