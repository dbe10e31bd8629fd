package io.vigil.types.chain;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.RlpWriter;

/** Where a created contract goes. */
public final class ContractAddress {
    private ContractAddress() {}

    /** The last 20 bytes of keccak256(RLP[creator, nonce]), for creating transactions and CREATE. */
    public static Address create(Address creator, long nonce) {
        return last20(Keccak.hash(RlpWriter.listOf(list -> list.address(creator).number(nonce))));
    }

    /** The last 20 bytes of keccak256(0xff ‖ creator ‖ salt ‖ keccak256(initCode)), for CREATE2 (EIP-1014). */
    public static Address create2(Address creator, Hash salt, Hash initCodeHash) {
        return last20(Keccak.hash(Bytes.concat(Bytes.of(0xff), creator.bytes(), salt.bytes(), initCodeHash.bytes())));
    }

    private static Address last20(Hash hash) {
        return new Address(hash.bytes().slice(Hash.SIZE - Address.SIZE, Address.SIZE));
    }
}
