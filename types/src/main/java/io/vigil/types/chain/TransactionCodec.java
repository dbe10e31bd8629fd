package io.vigil.types.chain;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.RecoverableSignature;
import java.util.List;

/** The canonical form of transactions: EIP-155, 2718, 2930, 1559, 4844, 7702. */
final class TransactionCodec {
    private TransactionCodec() {}

    static Bytes encode(TransactionBody body, RecoverableSignature signature) {
        Bytes payload = RlpWriter.listOf(list -> {
            writeFields(body, list);
            list.number(v(body, signature)).number(signature.r()).number(signature.s());
        });
        return body.type() == 0 ? payload : Bytes.concat(Bytes.of(body.type()), payload);
    }

    private static UInt256 v(TransactionBody body, RecoverableSignature signature) {
        UInt256 yParity = UInt256.of(signature.yParity());
        if (body.type() != 0) {
            return yParity;
        }
        UInt256 base = body.chainId() == 0
                ? UInt256.of(27)
                : UInt256.of(body.chainId()).multiply(2).add(UInt256.of(35));
        return base.add(yParity);
    }

    /** All fields before the signature, in order. */
    static void writeFields(TransactionBody body, RlpWriter list) {
        if (body.type() != 0) {
            list.number(body.chainId());
        }
        list.number(body.nonce());
        if (body.type() >= 2) {
            list.number(body.maxPriorityFeePerGas());
        }
        list.number(body.maxFeePerGas()).number(body.gasLimit());
        body.target().write(list);
        list.number(body.value()).bytes(body.data());
        if (body.type() != 0) {
            list.list(entries -> body.accessList().forEach(entry -> entry.write(entries)));
        }
        switch (body) {
            case TransactionBody.Legacy _, TransactionBody.WithAccessList _, TransactionBody.DynamicFee _ -> {}
            case TransactionBody.Blob blob ->
                list.number(blob.maxFeePerBlobGas())
                        .list(hashes -> blob.blobHashes().forEach(hashes::hash));
            case TransactionBody.SetCode setCode ->
                list.list(entries -> setCode.authorizations().forEach(entry -> entry.write(entries)));
        }
    }

    static Transaction decode(Bytes encoded) throws MalformedException {
        int type = Envelope.type(encoded, "transaction");
        RlpReader list = RlpReader.ofList(Envelope.payload(encoded, type));
        Transaction transaction = switch (type) {
            case 0 -> readLegacy(list, encoded);
            case 1 -> signed(readWithAccessList(list), list, encoded);
            case 2 -> signed(readDynamicFee(list), list, encoded);
            case 3 -> signed(readBlob(list), list, encoded);
            default -> signed(readSetCode(list), list, encoded);
        };
        list.end();
        return transaction;
    }

    private static Transaction readLegacy(RlpReader list, Bytes encoded) throws MalformedException {
        long nonce = list.number();
        UInt256 gasPrice = list.uint256();
        long gasLimit = list.number();
        Target target = Target.read(list);
        UInt256 value = list.uint256();
        Bytes data = list.bytes();
        UInt256 v = list.uint256();
        UInt256 r = list.uint256();
        UInt256 s = list.uint256();
        if (v.equals(UInt256.of(27)) || v.equals(UInt256.of(28))) {
            var body = new TransactionBody.Legacy(0, nonce, gasPrice, gasLimit, target, value, data);
            return new Transaction(body, new RecoverableSignature(r, s, (int) v.limb0() - 27), encoded);
        }
        if (v.compareTo(UInt256.of(37)) < 0) {
            throw new MalformedException("transaction: v = " + v + " is no signature of EIP-155");
        }
        UInt256 shifted = v.subtract(UInt256.of(35));
        UInt256 chainId = shifted.divide(UInt256.of(2));
        if (chainId.bitLength() > 63) {
            throw new MalformedException("transaction: v = " + v + ", chain id above 2^63-1");
        }
        int yParity = (int) (shifted.limb0() & 1);
        var body = new TransactionBody.Legacy(chainId.limb0(), nonce, gasPrice, gasLimit, target, value, data);
        return new Transaction(body, new RecoverableSignature(r, s, yParity), encoded);
    }

    private static TransactionBody readWithAccessList(RlpReader list) throws MalformedException {
        return new TransactionBody.WithAccessList(
                list.number(),
                list.number(),
                list.uint256(),
                list.number(),
                Target.read(list),
                list.uint256(),
                list.bytes(),
                accessList(list));
    }

    private static TransactionBody readDynamicFee(RlpReader list) throws MalformedException {
        return new TransactionBody.DynamicFee(
                list.number(),
                list.number(),
                list.uint256(),
                list.uint256(),
                list.number(),
                Target.read(list),
                list.uint256(),
                list.bytes(),
                accessList(list));
    }

    private static TransactionBody readBlob(RlpReader list) throws MalformedException {
        return new TransactionBody.Blob(
                list.number(),
                list.number(),
                list.uint256(),
                list.uint256(),
                list.number(),
                callee(list),
                list.uint256(),
                list.bytes(),
                accessList(list),
                list.uint256(),
                Lists.read(list.list(), RlpReader::hash));
    }

    private static TransactionBody readSetCode(RlpReader list) throws MalformedException {
        return new TransactionBody.SetCode(
                list.number(),
                list.number(),
                list.uint256(),
                list.uint256(),
                list.number(),
                callee(list),
                list.uint256(),
                list.bytes(),
                accessList(list),
                Lists.read(list.list(), Authorization::read));
    }

    /** Types 3 and 4 cannot create: their target is an address or they are malformed. */
    private static Address callee(RlpReader list) throws MalformedException {
        return list.address();
    }

    private static List<AccessListEntry> accessList(RlpReader list) throws MalformedException {
        return Lists.read(list.list(), AccessListEntry::read);
    }

    private static Transaction signed(TransactionBody body, RlpReader list, Bytes encoded) throws MalformedException {
        long yParity = list.number();
        if (yParity > 1) {
            throw new MalformedException("transaction: yParity is 0 or 1, not " + yParity);
        }
        UInt256 r = list.uint256();
        UInt256 s = list.uint256();
        return new Transaction(body, new RecoverableSignature(r, s, (int) yParity), encoded);
    }
}
