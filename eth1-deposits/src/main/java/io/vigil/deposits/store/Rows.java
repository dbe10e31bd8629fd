package io.vigil.deposits.store;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.Eth1Point;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSignature;

/** Keys and values of {@link io.vigil.storage.Table#DEPOSIT}. The first byte of a key is its kind. */
final class Rows {
    static final Bytes POSITION = Bytes.of(0);
    static final Bytes FIRST = Bytes.EMPTY;
    static final Bytes END = Bytes.of(5);

    private static final Bytes DEPOSIT = Bytes.of(2);
    private static final Bytes POINT = Bytes.of(3);
    private static final Bytes NUMBER = Bytes.of(4);
    private static final int DEPOSIT_SIZE = BlsPublicKey.SIZE + Hash.SIZE + Long.BYTES + BlsSignature.SIZE;

    private Rows() {}

    static Bytes node(int height, long index) {
        return Bytes.concat(Bytes.of(1, height), Bytes.ofLong(index));
    }

    static Bytes deposit(long index) {
        return Bytes.concat(DEPOSIT, Bytes.ofLong(index));
    }

    static Bytes point(long number) {
        return Bytes.concat(POINT, Bytes.ofLong(number));
    }

    static Bytes number(Hash blockHash) {
        return Bytes.concat(NUMBER, blockHash.bytes());
    }

    static Bytes value(DepositData deposit) {
        return Bytes.concat(
                deposit.publicKey(),
                deposit.credentials().bytes(),
                Bytes.ofLong(deposit.amountGwei()),
                deposit.signature());
    }

    static DepositData readDeposit(Bytes value) throws MalformedException {
        if (value.size() != DEPOSIT_SIZE) {
            throw new MalformedException("deposit row of " + value.size() + " bytes");
        }
        return new DepositData(
                value.slice(0, 48), new Hash(value.slice(48, 32)), value.getLong(80), value.slice(88, 96));
    }

    static Bytes value(Eth1Point point) {
        return RlpWriter.listOf(row -> {
            Position.write(row, point.block());
            row.number(point.count());
        });
    }

    static Eth1Point readPoint(Bytes value) throws MalformedException {
        RlpReader row = RlpReader.ofList(value);
        Eth1Point point = new Eth1Point(Position.readBlock(row), row.number());
        row.end();
        return point;
    }
}
