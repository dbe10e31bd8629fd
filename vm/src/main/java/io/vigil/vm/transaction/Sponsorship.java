package io.vigil.vm.transaction;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.precompile.Precompiles;
import io.vigil.vm.sponsor.GasSponsor;
import io.vigil.vm.sponsor.SponsorBook;
import io.vigil.vm.sponsor.SponsorBook.Field;
import io.vigil.vm.sponsor.SponsorDecision;
import io.vigil.vm.state.AccountEntry;
import io.vigil.vm.state.Slot;
import io.vigil.vm.state.WorldState;
import io.vigil.vm.transaction.Rejection.Reason;
import java.util.Optional;

/**
 * Gas paid by the contract that a transaction calls, on chains that have the sponsor contract. A message without any fee,
 * in a block with a base fee, is sponsored or refused; who pays is known before it runs.
 */
final class Sponsorship {
    private final BlockEnvironment block;
    private final SponsorRules rules;
    private final WorldState world;
    private final SponsorBook book;

    Sponsorship(BlockEnvironment block, NativeContracts natives, Precompiles precompiles, WorldState world) {
        this.block = block;
        this.rules = new SponsorRules(natives, precompiles);
        this.world = world;
        this.book = new SponsorBook(new WorldSlots());
    }

    /** Whether the message asks to be paid for. */
    boolean isWanted(Message message) {
        return rules.isWanted(message, block.baseFee());
    }

    /** Why nobody pays for a message that wants it. */
    Optional<Rejection> refusal(Message message) {
        SponsorDecision decision = switch (message.target()) {
            case Target.Create create -> rules.decide(create);
            case Target.Call(Address to) -> decide(message, to);
        };
        return switch (decision) {
            case SponsorDecision.Pays pays -> Optional.empty();
            case SponsorDecision.Refuses(var why) ->
                Admission.refuse(Reason.SPONSOR_REFUSES, Admission.notSponsored(message, block.baseFee(), why));
            case SponsorDecision.Cannot(var why) ->
                Admission.refuse(Reason.CANNOT_BE_SPONSORED, Admission.notSponsored(message, block.baseFee(), why));
        };
    }

    private SponsorDecision decide(Message message, Address contract) {
        return rules.decide(message, contract, world.account(contract).hasCode(), book, block.baseFee());
    }

    /** The price that the sponsor pays; asked only when {@link #refusal} found nothing. */
    UInt256 price(Message message, Address contract) {
        return switch (decide(message, contract)) {
            case SponsorDecision.Pays pays -> pays.price();
            case SponsorDecision.Refuses(var why) -> throw broken(contract, why);
            case SponsorDecision.Cannot(var why) -> throw broken(contract, why);
        };
    }

    private static IllegalStateException broken(Address contract, String why) {
        return new IllegalStateException("sponsor " + contract + " refuses what it agreed to: " + why);
    }

    /** Takes the price of all the gas from the contract's deposit. */
    void charge(Address contract, UInt256 amount) {
        book.set(Field.DEPOSIT, contract, book.get(Field.DEPOSIT, contract).subtract(amount));
        book.set(Field.BUDGET, contract, book.get(Field.BUDGET, contract).subtract(amount));
        AccountEntry account = world.account(GasSponsor.ADDRESS);
        world.setBalance(account, account.balance().subtract(amount));
    }

    /** Gives back the price of the gas that was not used. The call may have changed deposit and budget meanwhile. */
    void giveBack(Address contract, UInt256 amount) {
        book.set(Field.DEPOSIT, contract, book.get(Field.DEPOSIT, contract).add(amount));
        UInt256 budget = book.get(Field.BUDGET, contract);
        UInt256 room = UInt256.MAX.subtract(budget);
        book.set(Field.BUDGET, contract, budget.add(amount.min(room)));
        AccountEntry account = world.account(GasSponsor.ADDRESS);
        world.setBalance(account, account.balance().add(amount));
    }

    /** The sponsor contract's storage, reached from outside any call. */
    private final class WorldSlots implements SponsorBook.Slots {
        @Override
        public UInt256 load(UInt256 key) {
            return slot(key).value();
        }

        @Override
        public void store(UInt256 key, UInt256 value) {
            world.store(slot(key), value.limb3(), value.limb2(), value.limb1(), value.limb0(), world.checkpoint());
        }

        private Slot slot(UInt256 key) {
            AccountEntry account = world.account(GasSponsor.ADDRESS);
            world.warm(account);
            Slot slot = world.slot(account, key.limb3(), key.limb2(), key.limb1(), key.limb0());
            world.warm(slot);
            world.load(slot);
            return slot;
        }
    }
}
