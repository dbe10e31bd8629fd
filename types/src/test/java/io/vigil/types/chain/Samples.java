package io.vigil.types.chain;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.crypto.RecoverableSignature;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Random values of the chain format, with empty lists, single small bytes and largest numbers among them. */
final class Samples {
    private final Seeds random;

    Samples(Seeds random) {
        this.random = random;
    }

    Transaction transaction() {
        return Transaction.of(body(), new RecoverableSignature(random.uint256(), random.uint256(), random.nextInt(2)));
    }

    TransactionBody body() {
        long chainId = random.nonNegativeLong();
        long nonce = random.nonNegativeLong();
        UInt256 tip = random.uint256();
        UInt256 fee = random.uint256();
        long gasLimit = random.nonNegativeLong();
        UInt256 value = random.uint256();
        Bytes data = data();
        return switch (random.nextInt(5)) {
            case 0 -> new TransactionBody.Legacy(chainId, nonce, fee, gasLimit, target(), value, data);
            case 1 ->
                new TransactionBody.WithAccessList(
                        chainId, nonce, fee, gasLimit, target(), value, data, list(this::accessListEntry));
            case 2 ->
                new TransactionBody.DynamicFee(
                        chainId, nonce, tip, fee, gasLimit, target(), value, data, list(this::accessListEntry));
            case 3 ->
                new TransactionBody.Blob(
                        chainId,
                        nonce,
                        tip,
                        fee,
                        gasLimit,
                        random.address(),
                        value,
                        data,
                        list(this::accessListEntry),
                        random.uint256(),
                        list(random::hash));
            default ->
                new TransactionBody.SetCode(
                        chainId,
                        nonce,
                        tip,
                        fee,
                        gasLimit,
                        random.address(),
                        value,
                        data,
                        list(this::accessListEntry),
                        list(this::authorization));
        };
    }

    Header header() {
        return Header.builder()
                .form(random.pick(List.of(HeaderForm.values())))
                .parentHash(random.hash())
                .ommersHash(random.hash())
                .beneficiary(random.address())
                .stateRoot(random.hash())
                .transactionsRoot(random.hash())
                .receiptsRoot(random.hash())
                .logsBloom(new Bloom(random.bytes(Bloom.SIZE)))
                .difficulty(random.uint256())
                .number(random.nonNegativeLong())
                .gasLimit(random.nonNegativeLong())
                .gasUsed(random.nonNegativeLong())
                .timestamp(random.nonNegativeLong())
                .extraData(data())
                .mixHash(random.hash())
                .nonce(random.nextLong())
                .baseFeePerGas(random.uint256())
                .withdrawalsRoot(random.hash())
                .blobGasUsed(random.nonNegativeLong())
                .excessBlobGas(random.nonNegativeLong())
                .parentBeaconBlockRoot(random.hash())
                .requestsHash(random.hash())
                .build();
    }

    Receipt receipt() {
        Receipt.Outcome outcome = random.oneIn(3)
                ? new Receipt.Outcome.StateRoot(random.hash())
                : new Receipt.Outcome.Status(random.nextBoolean());
        List<Log> logs = list(this::log);
        return new Receipt(random.nextInt(5), outcome, random.nonNegativeLong(), Bloom.of(logs), logs);
    }

    Block block() {
        Header header = header();
        List<SystemInput> inputs = new ArrayList<>();
        for (int type = random.nextInt(256); type < 256; type += random.between(1, 80)) {
            inputs.add(new SystemInput(type, random.bytes(random.between(1, 60))));
        }
        Bytes withdrawals = header.form().hasWithdrawals() ? Block.NO_ITEMS : Bytes.EMPTY;
        return new Block(header, list(this::transaction), Block.NO_ITEMS, withdrawals, inputs);
    }

    List<ValidatorInfo> validators() {
        return list(() -> new ValidatorInfo(
                random.address(),
                BlsSecretKey.generate(random.hash().bytes()).publicKey(),
                1 + random.nextInt(1_000),
                random.nextBoolean()));
    }

    ExtraData extraData() {
        return new ExtraData(
                random.nonNegativeLong(),
                random.nonNegativeLong(),
                random.nonNegativeLong(),
                random.nextInt(Integer.MAX_VALUE),
                random.nonNegativeLong());
    }

    Log log() {
        List<Hash> topics = list(random::hash);
        return new Log(random.address(), topics.subList(0, Math.min(Log.MAX_TOPICS, topics.size())), data());
    }

    AccessListEntry accessListEntry() {
        return new AccessListEntry(random.address(), list(random::hash));
    }

    Authorization authorization() {
        return new Authorization(
                random.uint256(),
                random.address(),
                random.nextLong(),
                random.nextInt(256),
                random.uint256(),
                random.uint256());
    }

    private Target target() {
        return random.oneIn(3) ? new Target.Create() : new Target.Call(random.address());
    }

    private Bytes data() {
        return random.bytes(random.pick(List.of(0, 1, 1, 31, 32, 33, 55, 56, 200, 300)));
    }

    private <T> List<T> list(Supplier<T> item) {
        List<T> items = new ArrayList<>();
        while (items.size() < 6 && random.nextInt(5) > 1) {
            items.add(item.get());
        }
        return items;
    }

    /** A secret key of secp256k1. */
    Bytes secretKey() {
        return Keccak.hash(random.bytes(8)).bytes();
    }
}
