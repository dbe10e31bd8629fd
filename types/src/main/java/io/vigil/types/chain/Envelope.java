package io.vigil.types.chain;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;

/** The typed envelope of EIP-2718: one byte of type below 0xc0 and a payload, or an RLP list for type 0. */
final class Envelope {
    private Envelope() {}

    static int type(Bytes encoded, String what) throws MalformedException {
        if (encoded.isEmpty()) {
            throw new MalformedException(what + ": no bytes");
        }
        int first = encoded.get(0) & 0xff;
        if (first >= 0xc0) {
            return 0;
        }
        if (first < 1 || first > TransactionBody.MAX_TYPE) {
            throw new MalformedException(what + ": type " + first + " is not known");
        }
        return first;
    }

    static Bytes payload(Bytes encoded, int type) {
        return type == 0 ? encoded : encoded.slice(1, encoded.size() - 1);
    }
}
