package io.vigil.governance.proposals;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.state.Decoded;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.Slots;
import io.vigil.governance.state.StateView;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The proposals of 0x…1002. Ids run from 1; what is open is listed, so that a hook's work is bounded. */
public final class Proposals {
    /** Open at one time (G29). */
    public static final int MAX_OPEN = 64;

    private static final UInt256 COUNT = Slots.at("proposals", Bytes.EMPTY);
    private static final UInt256 OPEN = Slots.at("proposals.open", Bytes.EMPTY);
    private static final int MAX_OPEN_BYTES = 1_024;

    private final Slots slots;

    public Proposals(StateView view) {
        this.slots = new Slots(EpochState.ADDRESS, view);
    }

    /** How many there ever were: the highest id. */
    public long count() {
        return slots.word(COUNT).toLongSaturated();
    }

    public Decoded<Proposal> proposal(long id) {
        try {
            return Proposal.decode(slots.record(Slots.at("proposal", id), Proposal.MAX_ENCODED_BYTES));
        } catch (MalformedException e) {
            return new Decoded.Bad<>(e.getMessage());
        }
    }

    /** The ids listed as open, ascending; none if the list is damaged. */
    public List<Long> openIds() {
        List<Long> ids = new ArrayList<>();
        try {
            Bytes encoded = slots.record(OPEN, MAX_OPEN_BYTES);
            RlpReader list = encoded.isEmpty() ? RlpReader.of(encoded) : RlpReader.ofList(encoded);
            while (list.hasNext() && ids.size() < MAX_OPEN) {
                ids.add(list.number());
            }
        } catch (MalformedException e) {
            ids.clear();
        }
        return ids.stream().sorted().distinct().toList();
    }

    /** Those that are open and can be read. */
    public List<Proposal> open() {
        return openIds().stream()
                .map(id -> proposal(id).ok())
                .flatMap(Optional::stream)
                .filter(proposal -> proposal.status().isOpen())
                .toList();
    }

    public Optional<Choice> vote(long id, Address validator) {
        return Choice.of(slots.word(voteSlot(id, validator)).toLongSaturated());
    }

    private static UInt256 voteSlot(long id, Address validator) {
        return Slots.at("vote", Bytes.concat(Bytes.ofLong(id), validator.bytes()));
    }

    public static long add(GovernanceState state, Proposal proposal) {
        state.store(EpochState.ADDRESS, COUNT, UInt256.of(proposal.id()));
        put(state, proposal);
        List<Long> open = new ArrayList<>(new Proposals(state).openIds());
        open.add(proposal.id());
        writeOpen(state, open);
        return proposal.id();
    }

    /** Writes it, and takes it off the list when it is no longer open. */
    public static void put(GovernanceState state, Proposal proposal) {
        Slots.write(state, EpochState.ADDRESS, Slots.at("proposal", proposal.id()), proposal.encode());
        if (!proposal.status().isOpen()) {
            writeOpen(
                    state,
                    new Proposals(state)
                            .openIds().stream()
                                    .filter(id -> id != proposal.id())
                                    .toList());
        }
    }

    public static void vote(GovernanceState state, long id, Address validator, Choice choice) {
        state.store(EpochState.ADDRESS, voteSlot(id, validator), UInt256.of(choice.code()));
    }

    private static void writeOpen(GovernanceState state, List<Long> ids) {
        Bytes encoded = RlpWriter.listOf(list -> ids.forEach(list::number));
        Slots.write(state, EpochState.ADDRESS, OPEN, ids.isEmpty() ? Bytes.EMPTY : encoded);
    }
}
