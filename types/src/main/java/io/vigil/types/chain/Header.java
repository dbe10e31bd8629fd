package io.vigil.types.chain;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;

/**
 * An Ethereum block header. Its {@link #form} says which of the later fields it has; asking for one that it lacks is a bug
 * of the caller and throws {@link IllegalStateException}. Two are equal if their hashes are.
 */
public final class Header {
    /** keccak256 of the RLP of an empty list: {@code ommersHash} of every header since the merge. */
    public static final Hash EMPTY_LIST_HASH = Keccak.hash(Bytes.of(0xc0));

    /** Root of an empty trie: {@code transactionsRoot}, {@code receiptsRoot} and {@code withdrawalsRoot} of nothing. */
    public static final Hash EMPTY_TRIE_ROOT = Keccak.hash(Bytes.of(0x80));

    private final HeaderBuilder fields;
    private final Bytes encoded;
    private final Hash hash;

    private Header(HeaderBuilder fields, Bytes encoded) {
        this.fields = fields;
        this.encoded = encoded;
        this.hash = Keccak.hash(encoded);
    }

    /** A builder of form PRAGUE with every field zero or empty. */
    public static HeaderBuilder builder() {
        return new HeaderBuilder();
    }

    /** A builder with the fields of this header. */
    public HeaderBuilder toBuilder() {
        return new HeaderBuilder(fields);
    }

    static Header of(HeaderBuilder builder) {
        HeaderBuilder fields = new HeaderBuilder(builder);
        return new Header(fields, RlpWriter.listOf(fields::write));
    }

    public static Header decode(Bytes encoded) throws MalformedException {
        Header header = decodeEthereum(encoded);
        if (header.timestamp() < 0) {
            throw new MalformedException("header: timestamp above 2^63-1");
        }
        return header;
    }

    /** Like {@link #decode}, and allows timestamps up to 2^64-1, as Ethereum's own tests want. */
    public static Header decodeEthereum(Bytes encoded) throws MalformedException {
        return new Header(HeaderBuilder.read(RlpReader.ofList(encoded)), encoded);
    }

    public Bytes encode() {
        return encoded;
    }

    public Hash hash() {
        return hash;
    }

    public HeaderForm form() {
        return fields.form;
    }

    public Hash parentHash() {
        return fields.parentHash;
    }

    public Hash ommersHash() {
        return fields.ommersHash;
    }

    public Address beneficiary() {
        return fields.beneficiary;
    }

    public Hash stateRoot() {
        return fields.stateRoot;
    }

    public Hash transactionsRoot() {
        return fields.transactionsRoot;
    }

    public Hash receiptsRoot() {
        return fields.receiptsRoot;
    }

    public Bloom logsBloom() {
        return fields.logsBloom;
    }

    public UInt256 difficulty() {
        return fields.difficulty;
    }

    public long number() {
        return fields.number;
    }

    public long gasLimit() {
        return fields.gasLimit;
    }

    public long gasUsed() {
        return fields.gasUsed;
    }

    /** Seconds since 1970; unsigned if the header came from {@link #decodeEthereum}. */
    public long timestamp() {
        return fields.timestamp;
    }

    public Bytes extraData() {
        return fields.extraData;
    }

    /** The prevRandao of the block since the merge. */
    public Hash mixHash() {
        return fields.mixHash;
    }

    public long nonce() {
        return fields.nonce;
    }

    public UInt256 baseFeePerGas() {
        require(HeaderForm.LONDON);
        return fields.baseFeePerGas;
    }

    public Hash withdrawalsRoot() {
        require(HeaderForm.SHANGHAI);
        return fields.withdrawalsRoot;
    }

    public long blobGasUsed() {
        require(HeaderForm.CANCUN);
        return fields.blobGasUsed;
    }

    public long excessBlobGas() {
        require(HeaderForm.CANCUN);
        return fields.excessBlobGas;
    }

    /** In Vigil's headers the hash of the validators that must certify the child: {@link ValidatorInfo#setRoot}. */
    public Hash parentBeaconBlockRoot() {
        require(HeaderForm.CANCUN);
        return fields.parentBeaconBlockRoot;
    }

    public Hash requestsHash() {
        require(HeaderForm.PRAGUE);
        return fields.requestsHash;
    }

    private void require(HeaderForm form) {
        if (fields.form.compareTo(form) < 0) {
            throw new IllegalStateException(
                    "header " + fields.number + " of form " + fields.form + " lacks a field of " + form);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Header that && hash.equals(that.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return "Header " + fields.number + " " + hash;
    }
}
