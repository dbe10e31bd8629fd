package io.vigil.governance.versions;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.registry.Readiness;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.StateView;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Judges signals of readiness against a state, and takes them into it. */
public final class Signals {
    private final ChainIdentity chain;

    public Signals(ChainIdentity chain) {
        this.chain = chain;
    }

    /** @return why a block may not hold the signal, or nothing */
    public Optional<String> fault(ReadySignal signal, EpochState epoch, StateView view) {
        Registry registry = new Registry(view);
        if (signal.epoch() != epoch.epoch()) {
            return Optional.of("signal of epoch " + signal.epoch() + " in epoch " + epoch.epoch());
        }
        if (signal.sequence() <= registry.readiness(signal.validator()).sequence()) {
            return Optional.of("signal " + signal.sequence() + " of " + signal.validator() + " came before");
        }
        Optional<BlsPublicKey> key = keyInForce(signal.validator(), epoch, registry);
        if (key.isEmpty()) {
            return Optional.of("signal of " + signal.validator() + ", which has no record");
        }
        return signal.isSignedBy(key.get(), chain)
                ? Optional.empty()
                : Optional.of("signal of " + signal.validator() + " is not signed by its key");
    }

    /** A member signs with the key it has in the set, all others with the key of their record. */
    public static Optional<BlsPublicKey> keyInForce(Address validator, EpochState epoch, Registry registry) {
        Optional<Bytes> key = epoch.member(validator)
                .map(Member::blsKey)
                .or(() -> registry.record(validator).ok().map(ValidatorRecord::blsKey));
        try {
            return key.isPresent() ? Optional.of(BlsPublicKey.parse(key.get())) : Optional.empty();
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /**
     * Takes the signals of a block.
     *
     * @param leader who made the block
     * @return why the block is invalid, or nothing; then all are taken
     */
    public Optional<String> take(
            List<ReadySignal> signals, EpochState epoch, long height, Address leader, GovernanceState state) {
        TreeSet<Address> seen = new TreeSet<>();
        for (ReadySignal signal : signals) {
            Optional<String> fault = seen.add(signal.validator())
                    ? fault(signal, epoch, state)
                    : Optional.of("two signals of " + signal.validator());
            if (fault.isPresent()) {
                return fault;
            }
        }
        Registry.Edit registry = Registry.edit(state);
        for (ReadySignal signal : signals) {
            Readiness before = registry.read().readiness(signal.validator());
            boolean byOther = !leader.equals(signal.validator()) || (before.isOf(signal.epoch()) && before.byOther());
            registry.readiness(
                    signal.validator(),
                    new Readiness(signal.version(), signal.sequence(), signal.epoch(), height, byOther));
        }
        return Optional.empty();
    }
}
