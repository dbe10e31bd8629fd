package io.vigil.node.chain;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.Randao;
import io.vigil.node.governance.GovernedEpochs;
import io.vigil.node.governance.PlannedEpochs;
import io.vigil.node.log.Journal;
import io.vigil.node.mempool.Candidates;
import io.vigil.node.mempool.Mempool;
import io.vigil.node.mempool.NoSponsors;
import io.vigil.node.mempool.Origin;
import io.vigil.node.mempool.PoolHead;
import io.vigil.node.quarantine.Guard;
import io.vigil.node.quarantine.NoGuard;
import io.vigil.storage.MemoryStore;
import io.vigil.storage.state.HistoryMode;
import io.vigil.storage.state.StateHistory;
import io.vigil.storage.state.WorldStates;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.chain.Transaction;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisAccount;
import io.vigil.types.genesis.GenesisParameters;
import io.vigil.types.genesis.GenesisValidator;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateChanges;
import io.vigil.vm.Fork;
import io.vigil.vm.transaction.BlockProcessor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A chain of one validator in memory: its blocks are made and judged by the real executor, without transactions. */
final class TestChain {
    static final BlsSecretKey KEY =
            BlsSecretKey.generate(Keccak.hash(Bytes.of(1)).bytes());
    private static final long NOW = 1_000;

    final Genesis genesis;
    final BlockExecutor executor;
    final ExecutedBlock first;

    TestChain(List<SystemPart> list) {
        this(genesis(), genesis -> list);
    }

    TestChain(Genesis of, Function<Genesis, List<SystemPart>> list) {
        this(of, list, PlannedEpochs.none(), new NoGuard(), (phase, transaction) -> {});
    }

    TestChain(Genesis of, Function<Genesis, List<SystemPart>> list, PlannedEpochs planned) {
        this(of, list, planned, new NoGuard(), (phase, transaction) -> {});
    }

    TestChain(
            Genesis of,
            Function<Genesis, List<SystemPart>> list,
            PlannedEpochs planned,
            Guard guard,
            TransactionRuns.Hook hook) {
        genesis = of;
        SystemParts parts = new SystemParts(list.apply(genesis));
        BlockProcessor processor = new BlockProcessor(Fork.OSAKA, parts.contracts());
        EpochRules epochs = new GovernedEpochs(
                genesis.chainId(), Math.toIntExact(genesis.parameters().timeoutCap()), Genesis.FIRST_VERSION, planned);
        executor = new BlockExecutor(
                processor,
                parts,
                epochs,
                new Reveals(),
                transaction -> Optional.empty(),
                new TransactionRuns(
                        guard, new Reproductions(genesis.chainId(), Hash.ZERO, processor, parts, epochs), hook),
                InstantSource.fixed(Instant.ofEpochSecond(NOW)),
                () -> 0);
        MemoryStore store = new MemoryStore();
        WorldStates states = WorldStates.onOneThread();
        GenesisBlock made = GenesisBlock.of(genesis, states, store.snapshot());
        made.write(store);
        first = new ExecutedBlock(
                BlockRef.genesis(made.block().hash()),
                made.block(),
                List.of(),
                StateChanges.NONE,
                states.committed(store.snapshot()));
    }

    /** The same chain with epochs of {@code blocks}. */
    static Genesis genesis(int blocks) {
        return genesis(blocks, List.of());
    }

    /** With epochs of {@code blocks} and accounts. */
    static Genesis genesis(int blocks, List<GenesisAccount> accounts) {
        String json = new String(genesis(accounts).toJson().shared(), StandardCharsets.UTF_8);
        String shorter = json.replaceFirst("\"epochLength\" : \\d+", "\"epochLength\" : " + blocks)
                .replaceFirst("\"extraData\" : \"0x[0-9a-f]*\"", "\"extraData\" : \"0x\"");
        try {
            return Genesis.parse(Bytes.wrap(shorter.getBytes(StandardCharsets.UTF_8)));
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Genesis genesis() {
        return genesis(List.of());
    }

    /** The same chain with accounts. */
    static Genesis genesis(List<GenesisAccount> accounts) {
        GenesisValidator validator = new GenesisValidator(
                io.vigil.types.Address.ofInt(0xfee),
                KEY.publicKey(),
                Bytes.wrap(new byte[32]),
                KEY.proofOfPossession(),
                1,
                "",
                "",
                0);
        return new Genesis(
                7,
                NOW,
                Hash.ZERO,
                Genesis.DEFAULT_GAS_LIMIT,
                Genesis.DEFAULT_BASE_FEE,
                Genesis.FIRST_VERSION,
                GenesisParameters.DEFAULT,
                List.of(validator),
                accounts);
    }

    BlockExecutor.Made build(ExecutedBlock parent) {
        return build(parent, executor.epochAfter(parent).epoch(), List.of());
    }

    BlockExecutor.Made build(ExecutedBlock parent, long epoch) {
        return build(parent, epoch, List.of());
    }

    BlockExecutor.Made build(ExecutedBlock parent, List<Transaction> transactions) {
        return build(parent, executor.epochAfter(parent).epoch(), transactions);
    }

    BlockExecutor.Made build(ExecutedBlock parent, long epoch, List<Transaction> transactions) {
        long view = parent.ref().view() + 1;
        return executor.build(parent, epoch, view, false, candidates(parent, transactions), TestChain::noAncestor);
    }

    BlockExecutor.Judgement judge(ExecutedBlock parent, Block block) {
        return executor.execute(parent, block, false, TestChain::noAncestor);
    }

    /** {@code block} with other inputs and a header that fits them, but for what their execution would change. */
    static Block with(Block block, List<SystemInput> more) {
        List<SystemInput> inputs = new ArrayList<>();
        inputs.add(block.systemInputs().getFirst());
        inputs.addAll(more);
        return Block.of(
                block.header().toBuilder()
                        .requestsHash(SystemInput.requestsHash(inputs))
                        .build(),
                block.transactions(),
                inputs);
    }

    private Candidates candidates(ExecutedBlock parent, List<Transaction> transactions) {
        UInt256 baseFee = executor.nextBaseFee(parent);
        Mempool pool = new Mempool(new PoolHead(baseFee, genesis.gasLimit()), new NoSponsors());
        for (Transaction transaction : transactions) {
            Address sender = transaction.sender().orElseThrow();
            pool.add(
                    transaction,
                    sender,
                    Origin.LOCAL,
                    any -> parent.state().account(any).orElse(Account.EMPTY));
        }
        return pool.candidates(baseFee, parent.state());
    }

    private static Hash noAncestor(BlockRef from, long height) {
        return Hash.ZERO;
    }

    private final class Reveals implements BlockExecutor.Reveals {
        @Override
        public Bytes message(long epoch, long view) {
            return Randao.signBytes(genesis.chainId(), epoch, view).bytes();
        }

        @Override
        public Bytes own(long epoch, long view) {
            return KEY.sign(message(epoch, view)).bytes();
        }

        @Override
        public int ownIndex(long epoch, ValidatorSet set) {
            return 0;
        }
    }

    /** The chain itself, at genesis. */
    Chain chain(Bodies bodies, Pool pool, ChainListener listener) {
        MemoryStore store = new MemoryStore();
        WorldStates states = WorldStates.onOneThread();
        GenesisBlock start = GenesisBlock.of(genesis, states, store.snapshot());
        start.write(store);
        return new Chain(
                store,
                states,
                new StateHistory(HistoryMode.PRUNED, StateHistory.DEFAULT_WINDOW),
                start.block(),
                executor,
                bodies,
                pool,
                listener,
                new Journal());
    }
}
