package io.vigil.types.chain;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.Secp256k1;
import java.util.List;

/**
 * A transaction without its signature: what its sender signs. One record for each type; the accessors here answer for all
 * of them, a type that lacks a thing with an empty list or zero.
 */
public sealed interface TransactionBody {
    int MAX_TYPE = 4;

    /** Type 0. {@code chainId} 0 means that the signature binds no chain, as before EIP-155. */
    record Legacy(long chainId, long nonce, UInt256 gasPrice, long gasLimit, Target target, UInt256 value, Bytes data)
            implements TransactionBody {
        @Override
        public int type() {
            return 0;
        }

        @Override
        public UInt256 maxFeePerGas() {
            return gasPrice;
        }

        @Override
        public UInt256 maxPriorityFeePerGas() {
            return gasPrice;
        }
    }

    /** Type 1 (EIP-2930). */
    record WithAccessList(
            long chainId,
            long nonce,
            UInt256 gasPrice,
            long gasLimit,
            Target target,
            UInt256 value,
            Bytes data,
            List<AccessListEntry> accessList)
            implements TransactionBody {
        public WithAccessList {
            accessList = List.copyOf(accessList);
        }

        @Override
        public int type() {
            return 1;
        }

        @Override
        public UInt256 maxFeePerGas() {
            return gasPrice;
        }

        @Override
        public UInt256 maxPriorityFeePerGas() {
            return gasPrice;
        }
    }

    /** Type 2 (EIP-1559). */
    record DynamicFee(
            long chainId,
            long nonce,
            UInt256 maxPriorityFeePerGas,
            UInt256 maxFeePerGas,
            long gasLimit,
            Target target,
            UInt256 value,
            Bytes data,
            List<AccessListEntry> accessList)
            implements TransactionBody {
        public DynamicFee {
            accessList = List.copyOf(accessList);
        }

        @Override
        public int type() {
            return 2;
        }
    }

    /** Type 3 (EIP-4844), as it stands in a block: without blobs. Cannot create. */
    record Blob(
            long chainId,
            long nonce,
            UInt256 maxPriorityFeePerGas,
            UInt256 maxFeePerGas,
            long gasLimit,
            Address to,
            UInt256 value,
            Bytes data,
            List<AccessListEntry> accessList,
            UInt256 maxFeePerBlobGas,
            List<Hash> blobHashes)
            implements TransactionBody {
        public Blob {
            accessList = List.copyOf(accessList);
            blobHashes = List.copyOf(blobHashes);
        }

        @Override
        public int type() {
            return 3;
        }

        @Override
        public Target target() {
            return new Target.Call(to);
        }
    }

    /** Type 4 (EIP-7702). Cannot create. */
    record SetCode(
            long chainId,
            long nonce,
            UInt256 maxPriorityFeePerGas,
            UInt256 maxFeePerGas,
            long gasLimit,
            Address to,
            UInt256 value,
            Bytes data,
            List<AccessListEntry> accessList,
            List<Authorization> authorizations)
            implements TransactionBody {
        public SetCode {
            accessList = List.copyOf(accessList);
            authorizations = List.copyOf(authorizations);
        }

        @Override
        public int type() {
            return 4;
        }

        @Override
        public Target target() {
            return new Target.Call(to);
        }
    }

    /** The byte of EIP-2718; 0 for legacy transactions. */
    int type();

    /** The chain this is valid on; 0 for a legacy transaction that is valid on any. */
    long chainId();

    long nonce();

    long gasLimit();

    Target target();

    UInt256 value();

    Bytes data();

    /** The most that the sender pays per gas; the gas price of types 0 and 1. */
    UInt256 maxFeePerGas();

    /** The most that the sender gives the block's proposer per gas; the gas price of types 0 and 1. */
    UInt256 maxPriorityFeePerGas();

    default List<AccessListEntry> accessList() {
        return List.of();
    }

    default List<Authorization> authorizations() {
        return List.of();
    }

    default List<Hash> blobHashes() {
        return List.of();
    }

    default UInt256 maxFeePerBlobGas() {
        return UInt256.ZERO;
    }

    /**
     * What the sender pays per gas in a block with {@code baseFee} (EIP-1559); below the base fee if that is more than the
     * sender gives.
     */
    default UInt256 effectiveGasPrice(UInt256 baseFee) {
        if (maxFeePerGas().compareTo(baseFee) <= 0) {
            return maxFeePerGas();
        }
        return baseFee.add(effectiveTip(baseFee));
    }

    /** What of that the block's beneficiary gets; nothing if the sender gives no more than the base fee. */
    default UInt256 effectiveTip(UInt256 baseFee) {
        return maxFeePerGas().compareTo(baseFee) <= 0
                ? UInt256.ZERO
                : maxFeePerGas().subtract(baseFee).min(maxPriorityFeePerGas());
    }

    /** The hash that the sender signs. */
    default Hash signingHash() {
        Bytes payload = RlpWriter.listOf(list -> {
            TransactionCodec.writeFields(this, list);
            if (this instanceof Legacy && chainId() != 0) {
                list.number(chainId()).number(0).number(0);
            }
        });
        return Keccak.hash(type() == 0 ? payload : Bytes.concat(Bytes.of(type()), payload));
    }

    /** @throws IllegalArgumentException if {@code secretKey} is none of secp256k1 */
    default Transaction sign(Bytes secretKey) {
        return Transaction.of(this, Secp256k1.sign(signingHash(), secretKey));
    }
}
