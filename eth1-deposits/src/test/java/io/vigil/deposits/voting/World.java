package io.vigil.deposits.voting;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositDomain;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.FollowedChain;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.follow.Contract;
import io.vigil.deposits.store.Deposits;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** A chain's state in memory, its genesis, and nodes with their own view of eth1. */
final class World {
    static final DepositDomain DOMAIN = new DepositDomain(Bytes.of(9, 9, 9, 9));
    static final long PERIOD = 64;
    static final long FOLLOW_SECONDS = 100;

    private World() {}

    static Eth1Parameters parameters(Frontier processed, Eth1Data start) {
        Contract contract = new Contract(1337, Address.ofInt(77), Hash.ZERO, 1, Hash.ZERO);
        return new Eth1Parameters(contract, DOMAIN, FOLLOW_SECONDS, PERIOD, 16, start, processed);
    }

    static Eth1Data emptyStart() {
        return new Eth1Data(0, Hash.ZERO, Frontier.EMPTY.root(), 0);
    }

    static Eth1Parameters parameters() {
        return parameters(Frontier.EMPTY, emptyStart());
    }

    static DepositState state(Eth1Parameters parameters) {
        DepositState state = new DepositState(new Slots());
        state.begin(parameters, List.of());
        return state;
    }

    static VotingSet set(long... powers) {
        List<VotingSet.Member> members = new ArrayList<>();
        for (int i = 0; i < powers.length; i++) {
            members.add(new VotingSet.Member(Address.ofInt(i + 1), powers[i]));
        }
        return VotingSet.of(members);
    }

    /** A deposit with a true proof of possession. */
    static DepositData signed(int key, long gwei) {
        BlsSecretKey secret = BlsSecretKey.generate(Bytes.concat(Bytes.wrap(new byte[28]), Bytes.of(0, 0, 1, key)));
        Hash credentials = new Hash(secret.publicKey().bytes().slice(0, 32));
        Bytes empty = Bytes.wrap(new byte[96]);
        DepositData unsigned = new DepositData(secret.publicKey().bytes(), credentials, gwei, empty);
        Bytes signature = secret.sign(DOMAIN.signingRoot(unsigned).bytes()).bytes();
        return new DepositData(unsigned.publicKey(), credentials, gwei, signature);
    }

    static DepositTree tree(List<DepositData> deposits) {
        DepositTree tree = DepositTree.empty();
        deposits.forEach(deposit -> tree.append(deposit.root()));
        return tree;
    }

    static Eth1Data data(long number, DepositTree tree) {
        return new Eth1Data(number, Deposits.block(number).hash(), tree.root(), tree.count());
    }

    static List<DepositInput> inputs(List<DepositData> deposits, DepositTree tree, int from, int to) {
        List<DepositInput> inputs = new ArrayList<>();
        for (int i = from; i < to; i++) {
            inputs.add(new DepositInput(
                    deposits.get(i), tree.proof(i, tree.count()).siblings()));
        }
        return inputs;
    }

    /** Slots of one account. */
    static final class Slots implements ContractStorage {
        final Map<UInt256, UInt256> values = new TreeMap<>();

        @Override
        public UInt256 load(UInt256 slot) {
            return values.getOrDefault(slot, UInt256.ZERO);
        }

        @Override
        public void store(UInt256 slot, UInt256 value) {
            values.put(slot, value);
        }
    }

    /** An eth1 chain with one deposit per block, known up to its head, final two blocks below. */
    record Eth1(DepositTree tree, List<Eth1Point> all, long finalNumber) implements FollowedChain {
        static Eth1 ofBlocks(int blocks) {
            return of(Deposits.tree(blocks), blocks, blocks - 2);
        }

        static Eth1 of(DepositTree tree, int blocks, long finalNumber) {
            List<Eth1Point> points = new ArrayList<>();
            for (int number = 0; number <= blocks; number++) {
                points.add(new Eth1Point(Deposits.block(number), Math.min(number, tree.count())));
            }
            return new Eth1(tree, points, finalNumber);
        }

        @Override
        public Eth1Point head() {
            return all.getLast();
        }

        @Override
        public Eth1Block finalized() {
            return all.stream()
                    .map(Eth1Point::block)
                    .filter(block -> block.number() <= finalNumber)
                    .reduce((a, b) -> b)
                    .orElseThrow();
        }

        @Override
        public List<Eth1Point> points(long first, long last) {
            return all.stream()
                    .filter(point ->
                            point.block().number() >= first && point.block().number() <= last)
                    .toList();
        }

        @Override
        public Optional<Eth1Point> point(Hash blockHash) {
            return all.stream().filter(p -> p.block().hash().equals(blockHash)).findFirst();
        }

        Eth1Voting voting(Eth1Parameters parameters) {
            return new Eth1Voting(parameters, this, Eth1Voting.Health.AUDITED);
        }
    }

    static LongFunction<Optional<DepositData>> deposits(List<DepositData> deposits) {
        return index -> index < deposits.size() ? Optional.of(deposits.get((int) index)) : Optional.empty();
    }
}
