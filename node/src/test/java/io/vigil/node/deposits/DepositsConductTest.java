package io.vigil.node.deposits;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositDomain;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.follow.Endpoint;
import io.vigil.deposits.voting.DepositState.Outcome;
import io.vigil.deposits.voting.Eth1Inputs;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.deposits.voting.Eth1Transition.Processed;
import io.vigil.deposits.voting.Eth1Voting.Health;
import io.vigil.node.chain.BlockFacts;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.log.Journal;
import io.vigil.storage.MemoryStore;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import io.vigil.vm.transaction.SystemState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node offers, judges and keeps, with a follower that really follows (D18 to D25, D28). */
class DepositsConductTest {
    private static final DepositDomain DOMAIN = new DepositDomain(Bytes.of(9, 9, 9, 9));
    private static final long BLOCKS = 5;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

    @TempDir
    private Path folder;

    private final List<DepositData> deposits = List.of(deposit(1), deposit(2), deposit(3));
    private final MemoryEth1 eth1 = new MemoryEth1(deposits, BLOCKS);
    private final Eth1Data truth =
            new Eth1Data(4, eth1.header(4).hash(), eth1.tree(4).root(), 3);
    private final Eth1Data lie = new Eth1Data(4, eth1.header(4).hash(), Hash.ZERO, 3);
    private final List<Thread> threads = new ArrayList<>();
    private final List<Eth1Follower> followers = new ArrayList<>();
    private final List<Processed> registered = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        followers.forEach(Eth1Follower::close);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void aLeaderVotesForItsOwnTreeThenIncludesWhatWasAdopted() {
        Node node = new Node(List.of(eth1));
        World state = genesis();
        node.awaitAgreed();

        List<SystemInput> first = node.conduct.offer(node.block(1, 1), state, false);

        assertThat(types(first)).containsExactly(SystemInput.ETH1_VOTE);
        assertThat(node.part.begin(node.block(1, 1), first, state)).isEmpty();
        assertThat(Slots.of((StateReader) state).adopted()).isEqualTo(truth);
        assertThat(node.conduct.hasWork(state, 2)).isTrue();
        List<SystemInput> second = node.conduct.offer(node.block(2, 2), state, false);
        assertThat(types(second)).containsExactly(SystemInput.DEPOSITS);
        assertThat(node.part.begin(node.block(2, 2), second, state)).isEmpty();
        assertThat(registered).extracting(Processed::outcome).containsExactly(Outcome.NEW, Outcome.NEW, Outcome.NEW);
        assertThat(node.conduct.hasWork(state, 3)).isFalse();
        assertThat(node.conduct.offer(node.block(3, 3), state, false)).isEmpty();
        assertThat(node.conduct.status().voting()).contains("no deposits since");
        assertThat(node.conduct.status().votesCast()).isEqualTo(1);
    }

    /** D19. */
    @Test
    void aCompletingVoteIsLeftOutAfterATimeoutAndAfterItsBlockFailed() {
        Node node = new Node(List.of(eth1));
        World state = genesis();
        node.awaitAgreed();

        assertThat(node.conduct.offer(node.block(1, 1), state, true)).isEmpty();
        assertThat(node.conduct.status().voting()).startsWith("left out");
        assertThat(node.conduct.offer(node.block(1, 2), state, false)).hasSize(1);
        assertThat(node.conduct.offer(node.block(1, 3), state, false)).isEmpty(); // view 2 had no certificate
        assertThat(node.conduct.offer(node.block(1, 65), state, false)).isEmpty();
        assertThat(node.conduct.offer(node.block(1, 66), state, false)).hasSize(1);
    }

    /** D20, D25. */
    @Test
    void aBlockThatWouldAdoptAFalseRootGetsNoVoteAndIsKept() {
        Node node = new Node(List.of(eth1));
        World before = genesis();
        node.awaitAgreed();
        Eth1Data ahead = new Eth1Data(9, Hash.ZERO, Hash.ZERO, 9);

        assertThat(node.conduct.mayNotVote(block(truth), before, after(truth))).isEmpty();
        assertThat(node.conduct.mayNotVote(block(lie), before, before)).isEmpty(); // adopts nothing
        assertThat(node.conduct.mayNotVote(block(ahead), before, after(ahead))).isEmpty();
        assertThat(node.conduct.mayNotVote(block(lie), before, after(lie)).orElseThrow())
                .contains(Hash.ZERO.toHex())
                .contains(truth.root().toHex());
        assertThat(node.conduct.status().withheld()).isEqualTo(1);
        assertThat(node.conduct.status().unchecked()).isEqualTo(1);
        assertThat(node.conduct.status().contradicted()).isEqualTo(1);
        Path kept = folder.resolve("4-" + lie.voteHash().toHex().substring(2));
        await(() -> Files.exists(kept.resolve("dispute.json")));
        assertThat(kept.resolve("block.hex")).exists();
        assertThat(kept.resolve("dispute.json"))
                .content()
                .contains("raw 0x")
                .contains(truth.root().toHex());
    }

    @Test
    void whoKnowsNothingOffersNothingAndVotesForAll() {
        MemoryEth1 liar = new MemoryEth1(deposits, BLOCKS);
        liar.lies = true;
        Node node = new Node(List.of(liar));
        await(() -> !node.follower.status().refused().isEmpty());

        assertThat(node.conduct.offer(node.block(1, 1), genesis(), false)).isEmpty();
        assertThat(node.conduct.mayNotVote(block(lie), genesis(), after(lie))).isEmpty();
        assertThat(node.follower.status().health()).isEqualTo(Health.AUDITING);
    }

    /** D31: two of three must agree, and one that says otherwise stops the vote. */
    @Test
    void endpointsThatDisagreeStopTheVoteAndAreKept() {
        MemoryEth1 liar = new MemoryEth1(deposits, BLOCKS);
        liar.lies = true;
        Node node = new Node(List.of(eth1, liar, eth1));
        await(() -> {
            node.follower.wants(node.periodTime());
            return node.follower.status().disputes() == 1;
        });

        assertThat(node.conduct.offer(node.block(1, 1), genesis(), false)).isEmpty();
        assertThat(node.conduct.status().voting()).contains("are asked about block 4");
    }

    /** D5. */
    @Test
    void aReplacedFinalBlockHaltsUntilAnOperatorDecides() {
        Node node = new Node(List.of(eth1));
        node.awaitAgreed();
        Hash ours = eth1.header(BLOCKS).hash();
        eth1.replaced = true;
        await(() -> node.follower.status().health() == Health.HALTED);

        assertThat(node.conduct.offer(node.block(1, 1), genesis(), false)).isEmpty();
        Hash theirs = eth1.header(BLOCKS).hash();
        List<Boolean> answers = Collections.synchronizedList(new ArrayList<>());
        node.follower.ask(() -> {
            answers.add(node.follower.acceptReorg(ours));
            answers.add(node.follower.acceptReorg(theirs));
        });
        await(() -> answers.size() == 2 && node.follower.status().health() == Health.AUDITED);
        assertThat(answers).containsExactly(false, true);
    }

    /** D29: the tree that the chain has is believed where the contract says the same. */
    @Test
    void anEmptyStoreBeginsWithWhatTheChainHasProcessed() {
        World state = new World();
        Slots.of((SystemState) state)
                .begin(
                        new Eth1Parameters(
                                eth1.contract(),
                                DOMAIN,
                                0,
                                8,
                                16,
                                truth,
                                eth1.tree(4).frontier()),
                        List.of());
        MemoryEth1 liar = new MemoryEth1(deposits.subList(0, 2), BLOCKS);

        Node node = new Node(List.of(eth1), state);
        Node lied = new Node(List.of(liar), state);

        await(() -> node.follower.status().health() == Health.AUDITED);
        assertThat(node.follower.status().audit()).contains("count=3 root=" + truth.root(), "source=chain");
        await(() -> lied.follower.status().health() == Health.AUDITED);
        assertThat(lied.follower.status().audit()).contains("source=logs");
    }

    @Test
    void aNodeWithoutTheStatesThatWillBeAskedForIsNamed() {
        eth1.prunedBelow = 3;

        Node node = new Node(List.of(eth1));

        await(() -> !node.follower.status().forgetful().isEmpty());
        assertThat(node.follower.status().forgetful().getFirst())
                .startsWith("eth1-0 has no state of block 0, " + BLOCKS + " below its head")
                .contains("archive node");
    }

    @Test
    void inputsThatBreakARuleMakeTheBlockInvalid() {
        Node node = new Node(List.of(eth1));
        World state = genesis();
        node.awaitAgreed();
        List<SystemInput> vote = node.conduct.offer(node.block(1, 1), state, false);
        assertThat(node.part.begin(node.block(1, 1), vote, state)).isEmpty();
        SystemInput due = node.conduct.offer(node.block(2, 2), state, false).getFirst();

        assertThat(node.part.begin(node.block(1, 1), List.of(due), genesis())).contains("eth1: 3 deposits, 0 are due");
        SystemInput torn = new SystemInput(SystemInput.ETH1_VOTE, Bytes.of(1));
        assertThat(node.part.begin(node.block(2, 2), List.of(torn), state).orElseThrow())
                .startsWith("eth1: ");
        assertThat(registered).isEmpty();
    }

    private static DepositData deposit(int number) {
        BlsSecretKey key = BlsSecretKey.generate(Keccak.hash(Bytes.of(number)).bytes());
        return DepositData.signed(key, Hash.ZERO, 32_000_000_000L, DOMAIN);
    }

    private static List<Integer> types(List<SystemInput> inputs) {
        return inputs.stream().map(SystemInput::type).toList();
    }

    private Eth1Parameters parameters(Eth1Data adopted) {
        return new Eth1Parameters(eth1.contract(), DOMAIN, 0, 8, 16, adopted, Frontier.EMPTY);
    }

    private World genesis() {
        return after(new Eth1Data(0, Hash.ZERO, Frontier.EMPTY.root(), 0));
    }

    private World after(Eth1Data adopted) {
        World state = new World();
        Slots.of((SystemState) state).begin(parameters(adopted), List.of());
        return state;
    }

    private static Block block(Eth1Data vote) {
        List<SystemInput> inputs =
                List.of(new SystemInput(SystemInput.RANDAO_REVEAL, Bytes.of(1)), Eth1Inputs.vote(vote));
        Header header = Header.builder()
                .number(7)
                .extraData(new ExtraData(1, 0, 7, 0, 0).encode())
                .requestsHash(SystemInput.requestsHash(inputs))
                .build();
        return Block.of(header, List.of(), inputs);
    }

    private static void await(BooleanSupplier reached) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** The only validator, so that its own vote is adopted. */
    private final class Node {
        private final Eth1Follower follower;
        private final DepositsConduct conduct;
        private final DepositsPart part;
        private final ValidatorSet set =
                ValidatorSet.of(List.of(new Validator(Address.ofInt(1), Bytes.wrap(new byte[48]), 1, true)));

        Node(List<MemoryEth1> nodes) {
            this(nodes, genesis());
        }

        Node(List<MemoryEth1> nodes, StateReader chain) {
            Eth1Parameters parameters = parameters(new Eth1Data(0, Hash.ZERO, Frontier.EMPTY.root(), 0));
            List<Endpoint> endpoints = new ArrayList<>();
            nodes.forEach(each -> endpoints.add(new Endpoint("eth1-" + endpoints.size(), each)));
            NodeConfig.Eth1 settings = new NodeConfig.Eth1(
                    List.of(), 0, 0, Duration.ofMillis(10), 100, 1_000, folder.resolve("none.ssz"), false);
            Disputes disputes = new Disputes(folder);
            follower = new Eth1Follower(
                    parameters,
                    settings,
                    new MemoryStore(),
                    endpoints,
                    new Beginning(parameters, settings),
                    read -> Optional.empty(),
                    disputes,
                    new Journal());
            conduct = new DepositsConduct(parameters, follower, disputes, endpoints, () -> 1, new Journal());
            part = new DepositsPart(parameters, (deposit, state) -> registered.add(deposit), conduct);
            followers.add(follower);
            InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(MemoryEth1.BORN + 10 * BLOCKS));
            threads.add(Thread.ofPlatform().start(() -> follower.run(clock, () -> ChainPosition.of(chain))));
        }

        /** Until a vote for the first period could be cast. */
        void awaitAgreed() {
            await(() -> {
                follower.wants(periodTime());
                return follower.knowledge()
                        .filter(known -> known.agreed().isPresent())
                        .isPresent();
            });
        }

        /** The candidate is block 4: it and its successor are final. */
        long periodTime() {
            return MemoryEth1.BORN + 40;
        }

        BlockFacts block(long number, long view) {
            Header parent =
                    Header.builder().number(number - 1).timestamp(periodTime()).build();
            return new BlockFacts(parent, number, periodTime(), Hash.ZERO, 1, 0, view, 0, 0, set, set);
        }
    }

    /** A state in memory, of the system contract alone. */
    private static final class World implements SystemState, StateReader {
        private final Map<UInt256, UInt256> slots = new TreeMap<>();

        @Override
        public UInt256 load(Address account, UInt256 key) {
            return slots.getOrDefault(key, UInt256.ZERO);
        }

        @Override
        public void store(Address account, UInt256 key, UInt256 value) {
            assertThat(account).isEqualTo(Slots.CONTRACT);
            slots.put(key, value);
        }

        @Override
        public UInt256 slot(Address address, UInt256 key) {
            return slots.getOrDefault(key, UInt256.ZERO);
        }

        @Override
        public UInt256 balance(Address account) {
            return UInt256.ZERO;
        }

        @Override
        public void credit(Address account, UInt256 amount) {}

        @Override
        public boolean burn(Address account, UInt256 amount) {
            return false;
        }

        @Override
        public Optional<Account> account(Address address) {
            return Optional.empty();
        }

        @Override
        public Bytes code(Hash codeHash) {
            throw new IllegalStateException("no code here");
        }
    }
}
