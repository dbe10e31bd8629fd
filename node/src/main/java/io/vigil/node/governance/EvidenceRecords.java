package io.vigil.node.governance;

import io.vigil.consensus.evidence.Evidence;
import io.vigil.governance.state.Slots;
import io.vigil.governance.state.StateView;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.vm.transaction.SystemState;

/** What 0x…1004 remembers of evidence: for each epoch, signer and offence the block that told it, and how many there are. */
final class EvidenceRecords {
    static final Address ADDRESS = Address.ofInt(0x1004);

    private static final UInt256 COUNT = Slots.at("count", Bytes.EMPTY);

    private EvidenceRecords() {}

    /** The block that told it; 0 if none did. */
    static UInt256 blockOf(StateView state, long epoch, long signer, long offence) {
        return state.load(ADDRESS, slot(epoch, signer, offence));
    }

    static boolean holds(StateView state, Evidence.Key key) {
        return !blockOf(state, key.epoch(), key.signer(), key.offence().number())
                .isZero();
    }

    static UInt256 count(StateView state) {
        return state.load(ADDRESS, COUNT);
    }

    static void add(SystemState state, Evidence.Key key, long block) {
        state.store(ADDRESS, slot(key.epoch(), key.signer(), key.offence().number()), UInt256.of(block));
        state.store(ADDRESS, COUNT, state.load(ADDRESS, COUNT).add(UInt256.ONE));
    }

    private static UInt256 slot(long epoch, long signer, long offence) {
        return Slots.at("told", Bytes.concat(Bytes.ofLong(epoch), Bytes.ofLong(signer), Bytes.ofLong(offence)));
    }
}
