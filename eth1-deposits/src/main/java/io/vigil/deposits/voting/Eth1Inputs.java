package io.vigil.deposits.voting;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Data;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.chain.SystemInput;
import java.util.ArrayList;
import java.util.List;

/** What a block says about eth1: system inputs 0xf1 and 0xf2, canonical RLP (D7). */
public final class Eth1Inputs {
    private Eth1Inputs() {}

    public static SystemInput vote(Eth1Data vote) {
        RlpWriter writer = new RlpWriter();
        vote.write(writer);
        return new SystemInput(SystemInput.ETH1_VOTE, writer.toBytes());
    }

    /** @throws IllegalArgumentException without a deposit: a type without data is left out */
    public static SystemInput deposits(List<DepositInput> deposits) {
        if (deposits.isEmpty()) {
            throw new IllegalArgumentException("no deposits: leave the input out");
        }
        Bytes data = RlpWriter.listOf(list -> deposits.forEach(input -> list.list(item -> {
            DepositData deposit = input.deposit();
            item.bytes(deposit.publicKey()).hash(deposit.credentials());
            item.number(new io.vigil.types.UInt256(0, 0, 0, deposit.amountGwei()));
            item.bytes(deposit.signature());
            item.list(siblings -> input.siblings().forEach(siblings::hash));
        })));
        return new SystemInput(SystemInput.DEPOSITS, data);
    }

    public static Eth1Data readVote(SystemInput input) throws MalformedException {
        RlpReader reader = RlpReader.of(input.data());
        Eth1Data vote = Eth1Data.read(reader);
        reader.end();
        requireCanonical(input, vote(vote));
        return vote;
    }

    /** @param maxDeposits of the chain; more are malformed before they are read */
    public static List<DepositInput> readDeposits(SystemInput input, int maxDeposits) throws MalformedException {
        RlpReader list = RlpReader.ofList(input.data());
        List<DepositInput> deposits = new ArrayList<>();
        while (list.hasNext()) {
            if (deposits.size() == maxDeposits) {
                throw new MalformedException("more than " + maxDeposits + " deposits in a block");
            }
            deposits.add(readDeposit(list.list()));
        }
        if (deposits.isEmpty()) {
            throw new MalformedException("an empty list of deposits");
        }
        requireCanonical(input, deposits(deposits));
        return List.copyOf(deposits);
    }

    private static DepositInput readDeposit(RlpReader item) throws MalformedException {
        Bytes key = item.bytes(48);
        Hash credentials = item.hash();
        long amountGwei = item.unsignedLong();
        Bytes signature = item.bytes(96);
        RlpReader list = item.list();
        List<Hash> siblings = new ArrayList<>(DepositTree.DEPTH);
        while (list.hasNext() && siblings.size() <= DepositTree.DEPTH) {
            siblings.add(list.hash());
        }
        item.end();
        if (siblings.size() != DepositTree.DEPTH) {
            throw new MalformedException("a deposit with " + siblings.size() + " siblings, must be 32");
        }
        return new DepositInput(new DepositData(key, credentials, amountGwei, signature), siblings);
    }

    private static void requireCanonical(SystemInput input, SystemInput again) throws MalformedException {
        if (!input.data().equals(again.data())) {
            throw new MalformedException("system input " + input.type() + " is not canonical RLP");
        }
    }
}
