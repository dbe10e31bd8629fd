package io.vigil.types.chain;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;

/** The fields of a header to be, one call each; {@link #build} copies them. Fields beyond the form are left out. */
public final class HeaderBuilder {
    HeaderForm form = HeaderForm.PRAGUE;
    Hash parentHash = Hash.ZERO;
    Hash ommersHash = Header.EMPTY_LIST_HASH;
    Address beneficiary = Address.ZERO;
    Hash stateRoot = Header.EMPTY_TRIE_ROOT;
    Hash transactionsRoot = Header.EMPTY_TRIE_ROOT;
    Hash receiptsRoot = Header.EMPTY_TRIE_ROOT;
    Bloom logsBloom = Bloom.EMPTY;
    UInt256 difficulty = UInt256.ZERO;
    long number;
    long gasLimit;
    long gasUsed;
    long timestamp;
    Bytes extraData = Bytes.EMPTY;
    Hash mixHash = Hash.ZERO;
    long nonce;
    UInt256 baseFeePerGas = UInt256.ZERO;
    Hash withdrawalsRoot = Header.EMPTY_TRIE_ROOT;
    long blobGasUsed;
    long excessBlobGas;
    Hash parentBeaconBlockRoot = Hash.ZERO;
    Hash requestsHash = SystemInput.EMPTY_REQUESTS_HASH;

    HeaderBuilder() {}

    HeaderBuilder(HeaderBuilder other) {
        form = other.form;
        parentHash = other.parentHash;
        ommersHash = other.ommersHash;
        beneficiary = other.beneficiary;
        stateRoot = other.stateRoot;
        transactionsRoot = other.transactionsRoot;
        receiptsRoot = other.receiptsRoot;
        logsBloom = other.logsBloom;
        difficulty = other.difficulty;
        number = other.number;
        gasLimit = other.gasLimit;
        gasUsed = other.gasUsed;
        timestamp = other.timestamp;
        extraData = other.extraData;
        mixHash = other.mixHash;
        nonce = other.nonce;
        baseFeePerGas = other.baseFeePerGas;
        withdrawalsRoot = other.withdrawalsRoot;
        blobGasUsed = other.blobGasUsed;
        excessBlobGas = other.excessBlobGas;
        parentBeaconBlockRoot = other.parentBeaconBlockRoot;
        requestsHash = other.requestsHash;
    }

    public Header build() {
        return Header.of(this);
    }

    void write(RlpWriter list) {
        list.hash(parentHash)
                .hash(ommersHash)
                .address(beneficiary)
                .hash(stateRoot)
                .hash(transactionsRoot)
                .hash(receiptsRoot)
                .bytes(logsBloom.bytes())
                .number(difficulty)
                .number(number)
                .number(gasLimit)
                .number(gasUsed)
                .number(timestamp)
                .bytes(extraData)
                .hash(mixHash)
                .bytes(Bytes.ofLong(nonce));
        if (form.hasBaseFee()) {
            list.number(baseFeePerGas);
        }
        if (form.hasWithdrawals()) {
            list.hash(withdrawalsRoot);
        }
        if (form.hasBlobGasAndBeaconRoot()) {
            list.number(blobGasUsed).number(excessBlobGas).hash(parentBeaconBlockRoot);
        }
        if (form.hasRequests()) {
            list.hash(requestsHash);
        }
    }

    /** Whether {@code timestamp} is one that Ethereum allows and Vigil does not is for the caller. */
    static HeaderBuilder read(RlpReader list) throws MalformedException {
        HeaderBuilder header = new HeaderBuilder();
        header.parentHash = list.hash();
        header.ommersHash = list.hash();
        header.beneficiary = list.address();
        header.stateRoot = list.hash();
        header.transactionsRoot = list.hash();
        header.receiptsRoot = list.hash();
        header.logsBloom = new Bloom(list.bytes(Bloom.SIZE));
        header.difficulty = list.uint256();
        header.number = list.number();
        header.gasLimit = list.number();
        header.gasUsed = list.number();
        header.timestamp = list.unsignedLong();
        header.extraData = list.bytes();
        header.mixHash = list.hash();
        header.nonce = list.bytes(Long.BYTES).getLong(0);
        header.form = header.readTail(list);
        list.end();
        return header;
    }

    private HeaderForm readTail(RlpReader list) throws MalformedException {
        if (!list.hasNext()) {
            return HeaderForm.FRONTIER;
        }
        baseFeePerGas = list.uint256();
        if (!list.hasNext()) {
            return HeaderForm.LONDON;
        }
        withdrawalsRoot = list.hash();
        if (!list.hasNext()) {
            return HeaderForm.SHANGHAI;
        }
        blobGasUsed = list.number();
        excessBlobGas = list.number();
        parentBeaconBlockRoot = list.hash();
        if (!list.hasNext()) {
            return HeaderForm.CANCUN;
        }
        requestsHash = list.hash();
        return HeaderForm.PRAGUE;
    }

    public HeaderBuilder form(HeaderForm value) {
        form = value;
        return this;
    }

    public HeaderBuilder parentHash(Hash value) {
        parentHash = value;
        return this;
    }

    public HeaderBuilder ommersHash(Hash value) {
        ommersHash = value;
        return this;
    }

    public HeaderBuilder beneficiary(Address value) {
        beneficiary = value;
        return this;
    }

    public HeaderBuilder stateRoot(Hash value) {
        stateRoot = value;
        return this;
    }

    public HeaderBuilder transactionsRoot(Hash value) {
        transactionsRoot = value;
        return this;
    }

    public HeaderBuilder receiptsRoot(Hash value) {
        receiptsRoot = value;
        return this;
    }

    public HeaderBuilder logsBloom(Bloom value) {
        logsBloom = value;
        return this;
    }

    public HeaderBuilder difficulty(UInt256 value) {
        difficulty = value;
        return this;
    }

    public HeaderBuilder number(long value) {
        number = notNegative("number", value);
        return this;
    }

    public HeaderBuilder gasLimit(long value) {
        gasLimit = notNegative("gasLimit", value);
        return this;
    }

    public HeaderBuilder gasUsed(long value) {
        gasUsed = notNegative("gasUsed", value);
        return this;
    }

    public HeaderBuilder timestamp(long value) {
        timestamp = notNegative("timestamp", value);
        return this;
    }

    public HeaderBuilder extraData(Bytes value) {
        extraData = value;
        return this;
    }

    public HeaderBuilder mixHash(Hash value) {
        mixHash = value;
        return this;
    }

    public HeaderBuilder nonce(long value) {
        nonce = value;
        return this;
    }

    public HeaderBuilder baseFeePerGas(UInt256 value) {
        baseFeePerGas = value;
        return this;
    }

    public HeaderBuilder withdrawalsRoot(Hash value) {
        withdrawalsRoot = value;
        return this;
    }

    public HeaderBuilder blobGasUsed(long value) {
        blobGasUsed = notNegative("blobGasUsed", value);
        return this;
    }

    public HeaderBuilder excessBlobGas(long value) {
        excessBlobGas = notNegative("excessBlobGas", value);
        return this;
    }

    public HeaderBuilder parentBeaconBlockRoot(Hash value) {
        parentBeaconBlockRoot = value;
        return this;
    }

    public HeaderBuilder requestsHash(Hash value) {
        requestsHash = value;
        return this;
    }

    private static long notNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " of a header is negative: " + value);
        }
        return value;
    }
}
