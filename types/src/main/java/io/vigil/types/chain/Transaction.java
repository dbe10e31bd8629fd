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
import java.util.List;
import java.util.Optional;

/**
 * A signed transaction of types 0 to 4, with its canonical bytes and its hash. {@link #body} is the sealed part for rules
 * that differ by type; the other accessors are those of {@link TransactionBody}. Two are equal if their bytes are.
 */
public final class Transaction {
    private final TransactionBody body;
    private final RecoverableSignature signature;
    private final Bytes encoded;
    private final Hash hash;

    /** @param encoded the canonical bytes of {@code body} and {@code signature} */
    Transaction(TransactionBody body, RecoverableSignature signature, Bytes encoded) {
        this.body = body;
        this.signature = signature;
        this.encoded = encoded;
        this.hash = Keccak.hash(encoded);
    }

    public static Transaction of(TransactionBody body, RecoverableSignature signature) {
        return new Transaction(body, signature, TransactionCodec.encode(body, signature));
    }

    /**
     * Reads the canonical network form: the type byte and its payload, or a list for type 0.
     *
     * @throws MalformedException if {@code encoded} is anything else; rules of forks, fees and signatures are not asked
     */
    public static Transaction decode(Bytes encoded) throws MalformedException {
        return TransactionCodec.decode(encoded);
    }

    /** Reads the form inside a block: a list for type 0, a string holding the canonical form for others. */
    public static Transaction read(RlpReader reader) throws MalformedException {
        if (reader.isList()) {
            return decode(reader.encoded());
        }
        Bytes typed = reader.bytes();
        if (Envelope.type(typed, "transaction") == 0) {
            throw new MalformedException("transaction: a list inside a string");
        }
        return decode(typed);
    }

    /** Writes the form inside a block. */
    public void write(RlpWriter writer) {
        if (type() == 0) {
            writer.encoded(encoded);
        } else {
            writer.bytes(encoded);
        }
    }

    /**
     * Recovers who signed: r and s in range, s low (EIP-2). Costs 40 µs, so callers keep the answer. That the chain id is
     * the chain's own is the caller's rule.
     */
    public Optional<Address> sender() {
        if (!Secp256k1.isLowS(signature.s())) {
            return Optional.empty();
        }
        return Secp256k1.recoverAddress(body.signingHash(), signature.r(), signature.s(), signature.yParity());
    }

    public TransactionBody body() {
        return body;
    }

    public RecoverableSignature signature() {
        return signature;
    }

    /** The canonical network form. */
    public Bytes encode() {
        return encoded;
    }

    public Hash hash() {
        return hash;
    }

    public int type() {
        return body.type();
    }

    public long chainId() {
        return body.chainId();
    }

    public long nonce() {
        return body.nonce();
    }

    public long gasLimit() {
        return body.gasLimit();
    }

    public Target target() {
        return body.target();
    }

    public UInt256 value() {
        return body.value();
    }

    public Bytes data() {
        return body.data();
    }

    public UInt256 maxFeePerGas() {
        return body.maxFeePerGas();
    }

    public UInt256 maxPriorityFeePerGas() {
        return body.maxPriorityFeePerGas();
    }

    public UInt256 effectiveGasPrice(UInt256 baseFee) {
        return body.effectiveGasPrice(baseFee);
    }

    /** @see TransactionBody#effectiveTip */
    public UInt256 effectiveTip(UInt256 baseFee) {
        return body.effectiveTip(baseFee);
    }

    public List<AccessListEntry> accessList() {
        return body.accessList();
    }

    public List<Authorization> authorizations() {
        return body.authorizations();
    }

    public List<Hash> blobHashes() {
        return body.blobHashes();
    }

    public UInt256 maxFeePerBlobGas() {
        return body.maxFeePerBlobGas();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Transaction that && hash.equals(that.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return "Transaction " + hash;
    }
}
