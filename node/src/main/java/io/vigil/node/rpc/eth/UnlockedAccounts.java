package io.vigil.node.rpc.eth;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.crypto.RecoverableSignature;
import io.vigil.types.crypto.Secp256k1;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accounts that the node signs for on anybody's word: those of a development network, never others. */
public final class UnlockedAccounts {
    private final Map<Address, Bytes> keys = new LinkedHashMap<>();

    /** @param secretKeys 32 bytes each, in the order in which {@code eth_accounts} shows them */
    public UnlockedAccounts(List<Bytes> secretKeys) {
        secretKeys.forEach(key -> keys.put(Secp256k1.address(key), key));
    }

    List<Address> addresses() {
        return List.copyOf(keys.keySet());
    }

    Optional<RecoverableSignature> sign(Address signer, Hash message) {
        return Optional.ofNullable(keys.get(signer)).map(key -> Secp256k1.sign(message, key));
    }
}
