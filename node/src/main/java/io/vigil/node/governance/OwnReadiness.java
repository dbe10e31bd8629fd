package io.vigil.node.governance;

import io.vigil.governance.Governance;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.registry.Readiness;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.StateView;
import io.vigil.governance.versions.ReadySignal;
import io.vigil.governance.versions.Signals;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.state.StateReader;
import java.util.List;
import java.util.Optional;

/**
 * Says once an epoch, and at the start of the program, that this validator is alive, follows the chain and speaks a version
 * (G34). The chain's thread owns it.
 */
public final class OwnReadiness {
    /** A signal that no block took by then is said again. */
    private static final long AGAIN_BLOCKS = 8;

    private final ChainIdentity chain;
    private final List<BlsSecretKey> keys;
    private final long version;
    private long saidEpoch = -1;
    private long saidHeight;
    private long sequence;

    /** @param version the highest that this program speaks */
    public OwnReadiness(ChainIdentity chain, List<BlsSecretKey> keys, long version) {
        this.chain = chain;
        this.keys = List.copyOf(keys);
        this.version = version;
    }

    /** The signal to send now that {@code height} is the head, if it is time for one. */
    public Optional<ReadySignal> due(long height, StateReader head) {
        StateView view = StateView.of(head);
        EpochState epoch = Governance.epoch(view);
        if (epoch.isEndless() || keys.isEmpty()) {
            return Optional.empty();
        }
        Registry registry = new Registry(view);
        for (BlsSecretKey key : keys) {
            Optional<Address> validator = registry.keyOwner(key.publicKey().bytes());
            if (validator.isPresent() && isInForce(key.publicKey(), validator.get(), epoch, registry)) {
                return isDue(height, validator.get(), epoch, registry)
                        ? Optional.of(sign(key, validator.get(), height, epoch, registry))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean isInForce(BlsPublicKey key, Address validator, EpochState epoch, Registry registry) {
        return Signals.keyInForce(validator, epoch, registry)
                .filter(key::equals)
                .isPresent();
    }

    private boolean isDue(long height, Address validator, EpochState epoch, Registry registry) {
        Readiness known = registry.readiness(validator);
        if (known.isOf(epoch.epoch()) && known.version() == version) {
            return false;
        }
        if (saidEpoch == epoch.epoch()) {
            return height >= saidHeight + AGAIN_BLOCKS;
        }
        return saidEpoch < 0 || height >= begin(epoch) + offset(validator, epoch);
    }

    private static long begin(EpochState epoch) {
        return Math.max(0, epoch.end() - epoch.parameters().number(Parameter.EPOCH_LENGTH));
    }

    /** Spreads the signals of all over the first part of the epoch. */
    private static long offset(Address validator, EpochState epoch) {
        long room = (epoch.fix() - begin(epoch)) / 2;
        Bytes digest = io.vigil.types.Keccak.hash(validator.bytes()).bytes();
        return room <= 0 ? 0 : (digest.getLong(0) >>> 1) % room;
    }

    private ReadySignal sign(BlsSecretKey key, Address validator, long height, EpochState epoch, Registry registry) {
        saidEpoch = epoch.epoch();
        saidHeight = height;
        sequence = Math.max(sequence, registry.readiness(validator).sequence()) + 1;
        return ReadySignal.sign(chain, key, validator, epoch.epoch(), version, sequence);
    }
}
