package io.vigil.types.chain;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.util.List;

/**
 * A header with its body: Ethereum's, and beside it the inputs of the protocol. The id is the header's hash; that the body
 * fits the header's roots is not asked here.
 *
 * @param ommers the list as encoded; {@link #NO_ITEMS} since the merge
 * @param withdrawals the list as encoded, {@link #NO_ITEMS} in Vigil; no bytes at all if the header's form has none
 * @param systemInputs types ascend, each once
 */
public record Block(
        Header header,
        List<Transaction> transactions,
        Bytes ommers,
        Bytes withdrawals,
        List<SystemInput> systemInputs) {
    /** Most bytes of a block in Vigil's form (DESIGN "Blocks"). */
    public static final int MAX_SIZE_BYTES = 2 * 1024 * 1024;

    /** An empty list as encoded. */
    public static final Bytes NO_ITEMS = Bytes.of(0xc0);

    public Block {
        transactions = List.copyOf(transactions);
        systemInputs = List.copyOf(systemInputs);
        if (header.form().hasWithdrawals() == withdrawals.isEmpty()) {
            throw new IllegalArgumentException(
                    "header of form " + header.form() + " with " + withdrawals.size() + " bytes of withdrawals");
        }
        if (!SystemInput.isCanonical(systemInputs)) {
            throw new IllegalArgumentException("types of system inputs do not ascend: " + systemInputs);
        }
    }

    /** A block of Vigil: no ommers, no withdrawals. */
    public static Block of(Header header, List<Transaction> transactions, List<SystemInput> systemInputs) {
        return new Block(header, transactions, NO_ITEMS, NO_ITEMS, systemInputs);
    }

    public Hash hash() {
        return header.hash();
    }

    public long number() {
        return header.number();
    }

    /** Vigil's form: RLP[Ethereum's form, system inputs]. */
    public Bytes encode() {
        return RlpWriter.listOf(list ->
                list.encoded(encodeEthereum()).list(inputs -> systemInputs.forEach(input -> input.write(inputs))));
    }

    /** @throws MalformedException also if there are more than {@link #MAX_SIZE_BYTES} */
    public static Block decode(Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_SIZE_BYTES) {
            throw new MalformedException("block: " + encoded.size() + " bytes, at most " + MAX_SIZE_BYTES);
        }
        RlpReader list = RlpReader.ofList(encoded);
        RlpReader ethereum = list.list();
        List<SystemInput> inputs = Lists.read(list.list(), SystemInput::read);
        list.end();
        if (!SystemInput.isCanonical(inputs)) {
            throw new MalformedException("block: types of system inputs do not ascend");
        }
        return read(Header.decode(ethereum.encoded()), ethereum, inputs);
    }

    /** Ethereum's form: RLP[header, transactions, ommers, withdrawals (since Shanghai)]. */
    public Bytes encodeEthereum() {
        return RlpWriter.listOf(list -> list.encoded(header.encode())
                .list(items -> transactions.forEach(transaction -> transaction.write(items)))
                .encoded(ommers)
                .encoded(withdrawals));
    }

    /** Reads a block of any Ethereum chain, of whatever size. */
    public static Block decodeEthereum(Bytes encoded) throws MalformedException {
        RlpReader list = RlpReader.ofList(encoded);
        return read(Header.decodeEthereum(list.encoded()), list, List.of());
    }

    private static Block read(Header header, RlpReader list, List<SystemInput> inputs) throws MalformedException {
        List<Transaction> transactions = Lists.read(list.list(), Transaction::read);
        Bytes ommers = encodedList(list);
        Bytes withdrawals = header.form().hasWithdrawals() ? encodedList(list) : Bytes.EMPTY;
        list.end();
        return new Block(header, transactions, ommers, withdrawals, inputs);
    }

    private static Bytes encodedList(RlpReader list) throws MalformedException {
        if (!list.isList()) {
            throw new MalformedException("block: ommers and withdrawals are lists");
        }
        return list.encoded();
    }
}
