package io.vigil.types.chain;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.RecoverableSignature;
import io.vigil.types.crypto.Secp256k1;
import java.util.Optional;

/**
 * An account's consent to run the code of {@code address} (EIP-7702). The values are those of the wire: a transaction
 * may carry authorizations that have no effect, so the rules for them are not rules of decoding.
 *
 * @param chainId 0 for any chain
 * @param nonce unsigned; a negative value stands for one above 2^63-1 and equals no account's nonce
 * @param yParity 0 to 255; only 0 and 1 have an authority
 */
public record Authorization(UInt256 chainId, Address address, long nonce, int yParity, UInt256 r, UInt256 s) {
    private static final Bytes MAGIC = Bytes.of(0x05);

    public Authorization {
        if (yParity < 0 || yParity > 255) {
            throw new IllegalArgumentException("yParity has one byte, not " + yParity);
        }
    }

    public static Authorization sign(UInt256 chainId, Address address, long nonce, Bytes secretKey) {
        RecoverableSignature signature = Secp256k1.sign(signingHash(chainId, address, nonce), secretKey);
        return new Authorization(chainId, address, nonce, signature.yParity(), signature.r(), signature.s());
    }

    /** The account that signed, if the signature is one: yParity 0 or 1, r and s in range, s low. */
    public Optional<Address> authority() {
        if (yParity > 1 || !Secp256k1.isLowS(s)) {
            return Optional.empty();
        }
        return Secp256k1.recoverAddress(signingHash(chainId, address, nonce), r, s, yParity);
    }

    private static Hash signingHash(UInt256 chainId, Address address, long nonce) {
        Bytes payload =
                RlpWriter.listOf(list -> list.number(chainId).address(address).number(nonce));
        return Keccak.hash(Bytes.concat(MAGIC, payload));
    }

    public void write(RlpWriter writer) {
        writer.list(entry -> entry.number(chainId)
                .address(address)
                .number(nonce)
                .number(yParity)
                .number(r)
                .number(s));
    }

    public static Authorization read(RlpReader reader) throws MalformedException {
        RlpReader entry = reader.list();
        UInt256 chainId = entry.uint256();
        Address address = entry.address();
        long nonce = entry.unsignedLong();
        UInt256 yParity = entry.uint256();
        if (yParity.bitLength() > 8) {
            throw new MalformedException("authorization: yParity above 255");
        }
        Authorization authorization =
                new Authorization(chainId, address, nonce, (int) yParity.limb0(), entry.uint256(), entry.uint256());
        entry.end();
        return authorization;
    }
}
