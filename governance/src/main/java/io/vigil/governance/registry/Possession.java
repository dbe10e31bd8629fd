package io.vigil.governance.registry;

import io.vigil.governance.state.ChainIdentity;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.crypto.BlsSignature;

/** Proof that who registers a key holds its secret, for one validator of one chain (G7); without it a key could cancel others out. */
public final class Possession {
    private static final String TAG = "vigil/possession/1";

    private Possession() {}

    public static BlsSignature prove(ChainIdentity chain, Address validator, BlsSecretKey key) {
        return key.sign(message(chain, validator, key.publicKey()));
    }

    public static boolean holds(ChainIdentity chain, Address validator, BlsPublicKey key, BlsSignature proof) {
        return proof.verify(key, message(chain, validator, key));
    }

    private static Bytes message(ChainIdentity chain, Address validator, BlsPublicKey key) {
        return chain.signBytes(TAG, Bytes.concat(validator.bytes(), key.bytes()));
    }
}
