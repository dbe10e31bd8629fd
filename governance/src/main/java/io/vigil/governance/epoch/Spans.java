package io.vigil.governance.epoch;

import io.vigil.governance.registry.Registry;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.Slots;
import io.vigil.governance.state.StateView;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.ValidatorInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Who was a member with which key and power in an epoch. Evidence is judged by this and never by the present record, which may
 * have another key by then (G10).
 */
public final class Spans {
    private final StateView view;
    private final Slots slots;

    public Spans(StateView view) {
        this.view = view;
        this.slots = new Slots(Registry.ADDRESS, view);
    }

    public boolean holds(long epoch, Address validator, Bytes blsKey, long power) {
        return slots.word(mark(epoch, validator)).equals(digest(blsKey, power));
    }

    /** Whether a validator was a member of any epoch that is remembered, {@code from} to {@code to}. */
    public boolean isMemberWithin(long from, long to, Address validator) {
        for (long epoch = from; epoch <= to; epoch++) {
            if (!slots.word(mark(epoch, validator)).isZero()) {
                return true;
            }
        }
        return false;
    }

    public static void write(GovernanceState state, long epoch, List<Member> set) {
        state.store(Registry.ADDRESS, size(epoch), UInt256.of(set.size()));
        for (int i = 0; i < set.size(); i++) {
            Member member = set.get(i);
            state.store(Registry.ADDRESS, listed(epoch, i), Slots.word(member.address()));
            state.store(Registry.ADDRESS, mark(epoch, member.address()), digest(member.blsKey(), member.power()));
        }
    }

    /** Forgets an epoch. */
    public static void drop(GovernanceState state, long epoch) {
        for (Address address : new Spans(state).members(epoch)) {
            state.store(Registry.ADDRESS, mark(epoch, address), UInt256.ZERO);
        }
        long size = size(state, epoch);
        for (int i = 0; i < size; i++) {
            state.store(Registry.ADDRESS, listed(epoch, i), UInt256.ZERO);
        }
        state.store(Registry.ADDRESS, size(epoch), UInt256.ZERO);
    }

    private List<Address> members(long epoch) {
        List<Address> members = new ArrayList<>();
        long size = size(view, epoch);
        for (int i = 0; i < size; i++) {
            members.add(Slots.address(slots.word(listed(epoch, i))));
        }
        return members;
    }

    private static long size(StateView view, long epoch) {
        return Math.min(
                ValidatorInfo.MAX_SET_SIZE,
                view.load(Registry.ADDRESS, size(epoch)).toLongSaturated());
    }

    private static UInt256 size(long epoch) {
        return Slots.at("span", epoch);
    }

    private static UInt256 listed(long epoch, int index) {
        return Slots.at("span.listed", Bytes.concat(Bytes.ofLong(epoch), Bytes.ofLong(index)));
    }

    private static UInt256 mark(long epoch, Address validator) {
        return Slots.at("span.member", Bytes.concat(Bytes.ofLong(epoch), validator.bytes()));
    }

    private static UInt256 digest(Bytes blsKey, long power) {
        Hash digest = Keccak.hash(Bytes.concat(blsKey, Bytes.ofLong(power)));
        return UInt256.of(digest.bytes());
    }
}
