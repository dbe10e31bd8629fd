package io.vigil.testnet.eth1;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositLog;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.follow.Contract;
import io.vigil.deposits.follow.ContractLog;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An eth1 chain with a deposit contract: it grows, forks above its final block, and finalises or not. */
final class SimulatedEth1 {
    private static final Address ADDRESS = Address.ofInt(77);

    private final List<Made> blocks = new ArrayList<>();
    private long branch;
    private int finalNumber;

    /** A block with what the contract holds after it. */
    record Made(Eth1Block header, List<DepositData> deposits, Frontier after) {
        Made {
            deposits = List.copyOf(deposits);
        }
    }

    /** @param timestamp of its first block, which makes the contract */
    SimulatedEth1(long timestamp) {
        blocks.add(new Made(new Eth1Block(0, hash("block", 0), Hash.ZERO, timestamp), List.of(), Frontier.EMPTY));
    }

    Contract contract() {
        return new Contract(1, ADDRESS, Hash.ZERO, 0, blocks.getFirst().header().hash());
    }

    Made head() {
        return blocks.getLast();
    }

    Made last() {
        return blocks.get(finalNumber);
    }

    Optional<Made> at(long number) {
        return number < 0 || number >= blocks.size() ? Optional.empty() : Optional.of(blocks.get((int) number));
    }

    Optional<Made> at(Hash hash) {
        for (int i = blocks.size() - 1; i >= 0; i--) { // most ask for a new one
            if (blocks.get(i).header().hash().equals(hash)) {
                return Optional.of(blocks.get(i));
            }
        }
        return Optional.empty();
    }

    void grow(int deposits, long timestamp) {
        Made parent = head();
        List<DepositData> made = new ArrayList<>();
        Frontier after = parent.after();
        for (int i = 0; i < deposits; i++) {
            DepositData deposit = deposit(after.count());
            made.add(deposit);
            after = after.push(deposit.root());
        }
        long number = parent.header().number() + 1;
        Hash hash = hash("block", (branch << 32) + number);
        blocks.add(new Made(new Eth1Block(number, hash, parent.header().hash(), timestamp), made, after));
    }

    /** Takes back at most so many blocks, none that is final. What comes instead is another branch with other deposits. */
    void takeBack(int depth) {
        branch++;
        for (int i = 0; i < depth && head().header().number() > finalNumber; i++) {
            blocks.removeLast();
        }
    }

    /** All but the newest {@code depth} blocks are final, and stay so. */
    void finalise(int depth) {
        finalNumber = Math.max(finalNumber, blocks.size() - 1 - depth);
    }

    /** Whether a vote says what the contract held at a final block. */
    boolean isTrue(Eth1Data vote) {
        return at(vote.number())
                .filter(made -> made.header().number() <= finalNumber
                        && made.header().hash().equals(vote.blockHash())
                        && made.after().count() == vote.count()
                        && made.after().root().equals(vote.root()))
                .isPresent();
    }

    /** The true tree of the first {@code count} deposits, which are all on the chain. */
    Frontier treeOf(long count) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            Made made = blocks.get(i);
            long before = made.after().count() - made.deposits().size();
            if (before <= count) {
                Frontier tree = i == 0 ? Frontier.EMPTY : blocks.get(i - 1).after();
                for (DepositData deposit : made.deposits()
                        .subList(0, (int) Math.min(made.deposits().size(), count - before))) {
                    tree = tree.push(deposit.root());
                }
                return tree;
            }
        }
        throw new IllegalStateException("no block before deposit " + count);
    }

    List<ContractLog> logs(long first, long last) {
        List<ContractLog> logs = new ArrayList<>();
        for (long number = first; number <= last && number < blocks.size(); number++) {
            Made made = blocks.get((int) number);
            long index = made.after().count() - made.deposits().size();
            for (int i = 0; i < made.deposits().size(); i++) {
                logs.add(new ContractLog(
                        ADDRESS,
                        List.of(DepositLog.TOPIC),
                        new DepositLog(index + i, made.deposits().get(i)).encode(),
                        number,
                        made.header().hash(),
                        i,
                        false));
            }
        }
        return logs;
    }

    private DepositData deposit(long index) {
        Bytes a = hash("a", (branch << 32) + index).bytes();
        Bytes b = hash("b", (branch << 32) + index).bytes();
        return new DepositData(Bytes.concat(a, b.slice(0, 16)), new Hash(b), 32_000_000_000L, Bytes.concat(a, b, a));
    }

    static Hash hash(String what, long number) {
        return Keccak.hash(Bytes.concat(Bytes.wrap(what.getBytes(StandardCharsets.US_ASCII)), Bytes.ofLong(number)));
    }
}
