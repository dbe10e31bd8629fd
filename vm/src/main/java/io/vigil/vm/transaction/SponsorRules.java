package io.vigil.vm.transaction;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.precompile.Precompiles;
import io.vigil.vm.sponsor.GasSponsor;
import io.vigil.vm.sponsor.SponsorBook;
import io.vigil.vm.sponsor.SponsorDecision;

/** Who can sponsor at all, and whether the target of a message does: one answer for pools, builders and judges. */
final class SponsorRules {
    private final NativeContracts natives;
    private final Precompiles precompiles;
    private final boolean offered;

    SponsorRules(NativeContracts natives, Precompiles precompiles) {
        this.natives = natives;
        this.precompiles = precompiles;
        this.offered = natives.at(GasSponsor.ADDRESS).isPresent();
    }

    /** Whether a message asks to be paid for: it offers nothing where something is due. */
    boolean isWanted(Message message, UInt256 baseFee) {
        return offered && message.maxFeePerGas().isZero() && !baseFee.isZero();
    }

    /** Asks a state that nobody is changing. */
    SponsorDecision decide(Message message, StateReader state, UInt256 baseFee) {
        SponsorBook book = new SponsorBook(new StateSlots(state));
        return switch (message.target()) {
            case Target.Create create -> decide(create);
            case Target.Call(Address to) ->
                decide(message, to, state.account(to).orElse(Account.EMPTY).hasCode(), book, baseFee);
        };
    }

    SponsorDecision decide(Target.Create ignored) {
        return new SponsorDecision.Cannot("a contract creation cannot be sponsored");
    }

    SponsorDecision decide(Message message, Address to, boolean hasCode, SponsorBook book, UInt256 baseFee) {
        if (!offered) {
            return new SponsorDecision.Cannot("this chain has no sponsors");
        }
        if (isBuiltIn(to)) {
            return new SponsorDecision.Cannot("a built-in contract cannot sponsor");
        }
        if (!hasCode) {
            return new SponsorDecision.Cannot("an account without code cannot sponsor");
        }
        return SponsorDecision.of(book, to, message.sender(), message.data(), message.gasLimit(), baseFee);
    }

    private boolean isBuiltIn(Address address) {
        for (int i = 0; i < Address.SIZE - 2; i++) {
            if (address.bytes().get(i) != 0) {
                return false;
            }
        }
        int number = (address.bytes().get(Address.SIZE - 2) & 0xff) << 8
                | address.bytes().get(Address.SIZE - 1) & 0xff;
        return precompiles.at(number) != null || natives.at(address).isPresent();
    }

    private record StateSlots(StateReader state) implements SponsorBook.Slots {
        @Override
        public UInt256 load(UInt256 key) {
            return state.slot(GasSponsor.ADDRESS, key);
        }

        @Override
        public void store(UInt256 key, UInt256 value) {
            throw new IllegalStateException("a question writes slot " + key);
        }
    }
}
