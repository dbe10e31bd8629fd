package io.vigil.governance.epoch;

import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.Unbonding;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.Slots;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What evidence does to whom it is about (G14). Its signatures were checked before; here it is judged by the span. */
public final class Offences {
    private static final long ALL_BPS = 10_000;

    private Offences() {}

    /** Proof that a member signed what no member may. */
    public record Offence(long epoch, Address validator, Bytes blsKey, long power) {}

    /**
     * Tombstones the offender and takes its part of the stake; a second time without effect.
     *
     * @return why the block is invalid, or nothing
     */
    public static Optional<String> punish(Offence offence, EpochState now, long height, GovernanceState state) {
        long window = now.parameters().number(Parameter.UNBONDING_EPOCHS);
        if (offence.epoch() > now.epoch() || offence.epoch() < now.epoch() - window) {
            return Optional.of("evidence of epoch " + offence.epoch() + " in epoch " + now.epoch());
        }
        if (!new Spans(state).holds(offence.epoch(), offence.validator(), offence.blsKey(), offence.power())) {
            return Optional.of(
                    "evidence against " + offence.validator() + ", no such member in epoch " + offence.epoch());
        }
        Registry.Edit registry = Registry.edit(state);
        registry.burnKey(offence.blsKey(), offence.validator());
        registry.read()
                .record(offence.validator())
                .ok()
                .filter(record -> record.standing() != Standing.TOMBSTONED)
                .ifPresent(record -> slash(registry, state, offence.validator(), record, now, height));
        return Optional.empty();
    }

    private static void slash(
            Registry.Edit registry,
            GovernanceState state,
            Address validator,
            ValidatorRecord record,
            EpochState now,
            long height) {
        UInt256 all = record.atStake();
        UInt256 loss =
                all.multiply(now.parameters().number(Parameter.SLASH_BPS)).divide(UInt256.of(ALL_BPS));
        UInt256 paidLoss = all.isZero()
                ? UInt256.ZERO
                : record.paid().min(all).multiply(loss).divide(all);
        UInt256 left = loss;
        UInt256 fromStake = left.min(record.stake());
        left = left.subtract(fromStake);
        UInt256 fromIncoming = left.min(record.incoming());
        left = left.subtract(fromIncoming);
        List<Unbonding> unbonding = new ArrayList<>();
        for (Unbonding entry : record.unbonding()) {
            UInt256 taken = left.min(entry.amount());
            left = left.subtract(taken);
            unbonding.add(new Unbonding(entry.amount().subtract(taken), entry.epoch(), entry.timestamp()));
        }
        registry.put(
                validator,
                record.withMoney(
                                record.stake().subtract(fromStake),
                                record.incoming().subtract(fromIncoming),
                                record.paid().subtract(paidLoss),
                                unbonding)
                        .withStanding(Standing.TOMBSTONED, height));
        registry.burnKey(record.blsKey(), validator);
        registry.penalty(validator, loss, now.epoch() + now.parameters().number(Parameter.UNBONDING_EPOCHS));
        state.store(Registry.ADDRESS, paidSlot(validator), paidLoss);
    }

    /** Burns a penalty whose time has come. */
    public static void burnIfDue(GovernanceState state, Address validator, long epoch) {
        Registry.Edit registry = Registry.edit(state);
        if (!registry.read().penalty(validator).isZero() && registry.read().penaltyEpoch(validator) <= epoch) {
            state.burn(Registry.ADDRESS, state.load(Registry.ADDRESS, paidSlot(validator)));
            registry.penalty(validator, UInt256.ZERO, 0);
            state.store(Registry.ADDRESS, paidSlot(validator), UInt256.ZERO);
        }
    }

    /** Gives a penalty back that is not burned yet; its key stays burned, so a new one is needed. */
    public static void reinstate(GovernanceState state, Address validator, ValidatorRecord record, long height) {
        Registry.Edit registry = Registry.edit(state);
        UInt256 penalty = registry.read().penalty(validator).min(ValidatorRecord.MAX_STAKE);
        UInt256 paid = state.load(Registry.ADDRESS, paidSlot(validator)).min(penalty);
        registry.put(
                validator,
                record.withMoney(
                                record.stake().add(penalty).min(ValidatorRecord.MAX_STAKE),
                                record.incoming(),
                                record.paid().add(paid),
                                record.unbonding())
                        .withStanding(Standing.ACTIVE, height));
        registry.penalty(validator, UInt256.ZERO, 0);
        state.store(Registry.ADDRESS, paidSlot(validator), UInt256.ZERO);
    }

    private static UInt256 paidSlot(Address validator) {
        return Slots.at("penalty.paid", validator);
    }
}
