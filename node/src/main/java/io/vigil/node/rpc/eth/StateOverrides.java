package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A state with some accounts changed for one call: the third argument of {@code eth_call}. */
final class StateOverrides {
    private final Map<Address, JsonNode> accounts = new HashMap<>();
    private final Map<Address, Map<UInt256, UInt256>> slots = new HashMap<>();
    private final Map<Hash, Bytes> codes = new HashMap<>();

    private StateOverrides() {}

    static StateOverrides parse(JsonNode json) throws InvalidArgumentException {
        if (!json.isObject()) {
            throw Hex.mismatch(Hex.kind(json), Hex.into("override.StateOverride"));
        }
        StateOverrides overrides = new StateOverrides();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            overrides.read(Hex.address(Json.text(entry.getKey())), entry.getValue());
        }
        return overrides;
    }

    /** {@code state} as the call shall see it. */
    StateReader on(StateReader state) {
        return new Overridden(state);
    }

    private void read(Address address, JsonNode account) throws InvalidArgumentException {
        if (account.hasNonNull("state") && account.hasNonNull("stateDiff")) {
            throw new InvalidArgumentException("account " + address + " has both 'state' and 'stateDiff'");
        }
        if (account.hasNonNull("movePrecompileToAddress")) {
            throw new InvalidArgumentException("movePrecompileToAddress is not supported");
        }
        if (account.hasNonNull("nonce")) {
            Hex.number(account.path("nonce"));
        }
        if (account.hasNonNull("balance")) {
            Hex.uint256(account.path("balance"));
        }
        if (account.hasNonNull("code")) {
            Bytes code = Hex.bytes(account.path("code"));
            codes.put(Keccak.hash(code), code);
        }
        Map<UInt256, UInt256> changed = new HashMap<>();
        JsonNode given = account.hasNonNull("state") ? account.path("state") : account.path("stateDiff");
        for (Map.Entry<String, JsonNode> slot : given.properties()) {
            UInt256 key = UInt256.of(Hex.hash(Json.text(slot.getKey())).bytes());
            changed.put(key, UInt256.of(Hex.hash(slot.getValue()).bytes()));
        }
        accounts.put(address, account);
        slots.put(address, changed);
    }

    private final class Overridden implements StateReader {
        private final StateReader below;

        Overridden(StateReader below) {
            this.below = below;
        }

        @Override
        public Optional<Account> account(Address address) {
            JsonNode change = accounts.get(address);
            Optional<Account> before = below.account(address);
            if (change == null) {
                return before;
            }
            Account account = before.orElse(Account.EMPTY);
            try {
                return Optional.of(new Account(
                        change.hasNonNull("nonce") ? Hex.number(change.path("nonce")) : account.nonce(),
                        change.hasNonNull("balance") ? Hex.uint256(change.path("balance")) : account.balance(),
                        change.hasNonNull("code") ? Keccak.hash(Hex.bytes(change.path("code"))) : account.codeHash()));
            } catch (InvalidArgumentException e) {
                throw new IllegalStateException("checked before", e);
            }
        }

        @Override
        public UInt256 slot(Address address, UInt256 key) {
            Map<UInt256, UInt256> changed = slots.get(address);
            JsonNode account = accounts.get(address);
            if (changed == null || account == null) {
                return below.slot(address, key);
            }
            UInt256 value = changed.get(key);
            if (value != null) {
                return value;
            }
            return account.hasNonNull("state") ? UInt256.ZERO : below.slot(address, key);
        }

        @Override
        public Bytes code(Hash codeHash) {
            Bytes code = codes.get(codeHash);
            return code == null ? below.code(codeHash) : code;
        }
    }
}
