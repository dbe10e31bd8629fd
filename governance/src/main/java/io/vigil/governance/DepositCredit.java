package io.vigil.governance;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.GovernanceState;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsPublicKey;
import java.util.List;
import java.util.Optional;

/**
 * A deposit made on the other chain, as its index comes up here (G8). It never makes a block invalid.
 *
 * @param blsKey 48 bytes
 * @param credentials 32 bytes; 0x01, eleven zeros and an address, or else no new record is made
 * @param amount in wei
 * @param proven whether the deposit's signature proves possession of the key
 */
public record DepositCredit(Bytes blsKey, Bytes credentials, UInt256 amount, boolean proven) {
    private static final Bytes ADDRESS_CREDENTIALS = Bytes.concat(Bytes.of(1), Bytes.wrap(new byte[11]));

    /** What became of a deposit. */
    public enum Outcome {
        TOP_UP,
        NEW,
        NOT_PROVEN,
        CREDENTIALS,
        FULL,
        DAMAGED
    }

    public Outcome apply(GovernanceState state) {
        Registry.Edit registry = Registry.edit(state);
        Optional<Address> owner = registry.read().keyOwner(blsKey);
        if (owner.isPresent()) {
            return topUp(registry, owner.get());
        }
        Address validator = ValidatorRecord.addressOf(blsKey);
        if (!proven || blsKey.size() != BlsPublicKey.SIZE) {
            return Outcome.NOT_PROVEN;
        }
        if (credentials.size() != 32 || !credentials.startsWith(ADDRESS_CREDENTIALS)) {
            return Outcome.CREDENTIALS;
        }
        EpochState epoch = EpochState.read(state);
        if (registry.read().count() >= epoch.parameters().number(Parameter.MAX_RECORDS)) {
            return Outcome.FULL;
        }
        Address withdrawal = new Address(credentials.slice(ADDRESS_CREDENTIALS.size(), Address.SIZE));
        registry.add(
                validator,
                new ValidatorRecord(
                        blsKey,
                        Bytes.EMPTY,
                        Address.ZERO,
                        withdrawal,
                        Bytes.EMPTY,
                        withdrawal,
                        "",
                        UInt256.ZERO,
                        amount.min(ValidatorRecord.MAX_STAKE),
                        UInt256.ZERO,
                        List.of(),
                        Standing.ACTIVE,
                        0,
                        0,
                        epoch.epoch()));
        return Outcome.NEW;
    }

    private Outcome topUp(Registry.Edit registry, Address validator) {
        Optional<ValidatorRecord> record = registry.read().record(validator).ok();
        record.ifPresent(found -> registry.put(validator, found.plusIncoming(amount, false)));
        return record.isPresent() ? Outcome.TOP_UP : Outcome.DAMAGED;
    }
}
