package io.vigil.vm.sponsor;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.vm.sponsor.SponsorBook.Field;

/** Whether a contract pays for a call to it. */
public sealed interface SponsorDecision {
    /**
     * @param price wei per gas: the base fee and the sponsor's tip
     * @param tip wei per gas for the block's beneficiary
     * @param most wei that the sponsor could pay now for all its transactions together: its deposit, or what is left of
     *     its budget
     */
    record Pays(UInt256 price, UInt256 tip, UInt256 most) implements SponsorDecision {}

    /** The target could sponsor, but does not consent to this call or cannot pay for it. */
    record Refuses(String why) implements SponsorDecision {}

    /** A target of this kind can never sponsor. */
    record Cannot(String why) implements SponsorDecision {}

    /** @param data of the call; its first four bytes, or all if it has fewer, name the method */
    public static SponsorDecision of(
            SponsorBook book, Address contract, Address caller, Bytes data, long gasLimit, UInt256 baseFee) {
        if (book.get(Field.OWNER, contract).isZero()) {
            return new Refuses("contract " + contract + " sponsors nothing");
        }
        UInt256 maxGas = book.get(Field.MAX_GAS, contract);
        if (UInt256.of(gasLimit).compareTo(maxGas) > 0) {
            return new Refuses("gas limit " + gasLimit + " above the sponsor's " + maxGas);
        }
        Bytes selector = data.slice(0, Math.min(4, data.size()));
        if (book.get(Field.ANY_SELECTOR, contract).isZero() && !book.has(Field.SELECTOR, contract, selector)) {
            return new Refuses("method " + selector + " is not sponsored");
        }
        if (book.get(Field.ANY_CALLER, contract).isZero() && !book.has(Field.CALLER, contract, caller.bytes())) {
            return new Refuses("caller " + caller + " is not sponsored");
        }
        return priced(book, contract, gasLimit, baseFee);
    }

    private static SponsorDecision priced(SponsorBook book, Address contract, long gasLimit, UInt256 baseFee) {
        UInt256 maxPrice = book.get(Field.MAX_PRICE, contract);
        UInt256 tip = book.get(Field.TIP, contract);
        // The cap is below 2^128 and bounds the tip, so nothing here can overflow.
        if (baseFee.compareTo(maxPrice) > 0 || tip.compareTo(maxPrice.subtract(baseFee)) > 0) {
            return new Refuses("base fee " + baseFee + " and tip " + tip + " above the sponsor's " + maxPrice);
        }
        UInt256 price = baseFee.add(tip);
        UInt256 most = price.multiply(UInt256.of(gasLimit));
        UInt256 budget = book.get(Field.BUDGET, contract);
        if (most.compareTo(budget) > 0) {
            return new Refuses("cost " + most + " above the sponsor's budget " + budget);
        }
        UInt256 deposit = book.get(Field.DEPOSIT, contract);
        if (most.compareTo(deposit) > 0) {
            return new Refuses("cost " + most + " above the sponsor's deposit " + deposit);
        }
        return new Pays(price, tip, deposit.min(budget));
    }
}
