package io.vigil.governance.contracts;

import io.vigil.governance.state.ChainIdentity;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.crypto.BlsSecretKey;

/** Makes the calls that a validator's key signs, so that any account can send them. */
public final class SignedCall {
    private SignedCall() {}

    /** The input of a method, {@code arguments} already encoded. */
    public static Bytes input(String signature, AbiWriter arguments) {
        return Bytes.concat(MethodTable.selector(signature), arguments.toBytes());
    }

    /**
     * The input of {@code signed(validator, nonce, inner, signature)}.
     *
     * @param nonce what the contract's {@code nonce(validator)} answers
     */
    public static Bytes wrap(
            ChainIdentity chain, BlsSecretKey key, Address contract, Address validator, long nonce, Bytes inner) {
        Bytes signature = key.sign(MethodTable.message(chain, contract, validator, nonce, inner))
                .bytes();
        return input(
                "signed(address,uint64,bytes,bytes)",
                new AbiWriter().address(validator).number(nonce).bytes(inner).bytes(signature));
    }
}
