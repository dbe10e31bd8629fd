package io.vigil.governance.contracts;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.state.GovernanceState;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One method at work.
 *
 * @param self the contract
 * @param arguments of the method
 * @param signedFor the validator whose key signed the call, if one did
 */
record Invocation(Address self, Call call, Host host, AbiReader arguments, List<Address> signedFor) {
    Invocation {
        signedFor = List.copyOf(signedFor);
    }

    EpochState epoch() {
        return EpochState.read(host);
    }

    /** The epoch of a chain that has any. */
    EpochState boundedEpoch() throws Refusal {
        EpochState epoch = epoch();
        if (epoch.isEndless()) {
            throw new Refusal("NO_EPOCHS: this chain has one endless epoch");
        }
        return epoch;
    }

    Registry registry() {
        return new Registry(host);
    }

    /** @throws Refusal unless the call speaks for the validator */
    void authorize(Address validator) throws Refusal {
        boolean signed = signedFor.contains(validator);
        boolean operated = registry().operated(call.caller()).equals(Optional.of(validator));
        if (!signed && !operated) {
            throw new Refusal("NOT_AUTHORIZED: " + call.caller() + " is not the operator of " + validator);
        }
    }

    /** The slots of {@link #self}, to be written. */
    GovernanceState state() {
        return new OwnSlots(self, host);
    }

    /** @param topics addresses and numbers that logs are found by */
    void emit(String event, List<UInt256> topics, AbiWriter data) {
        List<Hash> all = new ArrayList<>();
        all.add(Keccak.hash(Bytes.wrap(event.getBytes(StandardCharsets.US_ASCII))));
        topics.forEach(topic -> all.add(new Hash(topic.toBytes32())));
        host.log(all, data.toBytes());
    }

    private record OwnSlots(Address self, Host host) implements GovernanceState {
        @Override
        public UInt256 load(Address contract, UInt256 slot) {
            return host.load(contract, slot);
        }

        @Override
        public void store(Address contract, UInt256 slot, UInt256 value) {
            if (!contract.equals(self)) {
                throw new IllegalStateException(self + " writes a slot of " + contract);
            }
            host.store(slot, value);
        }

        @Override
        public void credit(Address account, UInt256 amount) {
            throw new IllegalStateException("a call makes no money");
        }

        @Override
        public boolean burn(Address account, UInt256 amount) {
            throw new IllegalStateException("a call burns no money");
        }
    }
}
