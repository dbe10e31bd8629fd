package io.vigil.node.chain;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.Randao;
import io.vigil.node.chain.TransactionRuns.Run;
import io.vigil.node.mempool.Candidates;
import io.vigil.node.mempool.PooledTransaction;
import io.vigil.node.quarantine.Bundle;
import io.vigil.node.quarantine.Guard.Phase;
import io.vigil.node.quarantine.Scene;
import io.vigil.storage.state.WorldState;
import io.vigil.storage.trie.StackTrie;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.HeaderBuilder;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSignature;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.transaction.BlockExecution;
import io.vigil.vm.transaction.BlockProcessor;
import io.vigil.vm.transaction.BlockResult;
import io.vigil.vm.transaction.Rejection;
import io.vigil.vm.transaction.TransactionOutcome;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.LongSupplier;

/**
 * Makes blocks for views that we lead and runs those of others. Everything a contract can do is a value of the VM; what is
 * thrown unforeseen is caught here and nowhere else (R3.2): while building, the transaction is named and the block goes on
 * without it; while judging, there is no verdict.
 */
public final class BlockExecutor {
    /** Header and system inputs of a block, generously. */
    private static final int HEADROOM_BYTES = 16 << 10;

    /** The blocks above the head, each asked for its child's epoch several times. */
    private static final int MAX_KNOWN = 256;

    private final BlockProcessor processor;
    private final SystemParts parts;
    private final EpochRules epochs;
    private final Reveals reveals;
    private final Senders senders;
    private final TransactionRuns runs;
    private final InstantSource clock;
    private final LongSupplier monotonic;
    private final Map<Hash, EpochFacts> known = new LinkedHashMap<>();

    public BlockExecutor(
            BlockProcessor processor,
            SystemParts parts,
            EpochRules epochs,
            Reveals reveals,
            Senders senders,
            TransactionRuns runs,
            InstantSource clock,
            LongSupplier monotonic) {
        this.processor = processor;
        this.parts = parts;
        this.epochs = epochs;
        this.reveals = reveals;
        this.senders = senders;
        this.runs = runs;
        this.clock = clock;
        this.monotonic = monotonic;
    }

    /** The randao reveals: what is signed for a view, and our own signature over it. */
    public interface Reveals {
        Bytes message(long epoch, long view);

        Bytes own(long epoch, long view);

        /** Our index in the set of {@code epoch}, {@code set}. */
        int ownIndex(long epoch, ValidatorSet set);

        /** Whether {@code reveal} was verified before, with {@code key}; if not, it is verified now. */
        default boolean isKnown(Bytes key, long epoch, long view, Bytes reveal) {
            return false;
        }
    }

    /** Senders that were recovered before. */
    @FunctionalInterface
    public interface Senders {
        Optional<Address> known(Hash transaction);
    }

    /** Hashes of the blocks below one, for BLOCKHASH. */
    @FunctionalInterface
    interface Ancestors {
        Hash hash(BlockRef from, long height);
    }

    /** What is said of a block that somebody made. */
    sealed interface Judgement {
        record Good(ExecutedBlock block) implements Judgement {}

        record Bad(String why) implements Judgement {}

        /** Its timestamp is ahead of this node's clock by more than it may be. */
        record Early(long timestamp) implements Judgement {}

        /** This node could not run it. */
        record Failed(String why) implements Judgement {}
    }

    /**
     * A block we made.
     *
     * @param invalid transactions that cannot stand where they stood
     * @param quarantined transactions on which the VM threw, and what
     * @param faults why parts of the protocol added nothing though they could have
     */
    record Made(ExecutedBlock block, List<Hash> invalid, Map<Hash, String> quarantined, List<String> faults) {}

    /** What the child of {@code block} must say of its epoch. */
    EpochFacts epochAfter(ExecutedBlock block) {
        Hash hash = block.ref().hash();
        EpochFacts facts = known.get(hash);
        if (facts == null) {
            facts = unchanged(block).orElseGet(() -> epochs.after(block.block().header(), block.state()));
            known.put(hash, facts);
            if (known.size() > MAX_KNOWN) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return facts;
    }

    /** What held in {@code block} holds in its child too, unless that is the epoch's last; reading it costs more than running an empty block. */
    private Optional<EpochFacts> unchanged(ExecutedBlock block) {
        return Optional.ofNullable(known.get(block.ref().parent()))
                .filter(own -> block.ref().height() + 1 != own.epochEnd() && !epochs.isTouchedBy(block.changes()));
    }

    /** Who certifies the child of {@code block}. */
    ValidatorSet childSet(ExecutedBlock block) {
        return epochAfter(block).set();
    }

    UInt256 nextBaseFee(ExecutedBlock parent) {
        return nextBaseFee(parent, epochAfter(parent));
    }

    private static UInt256 nextBaseFee(ExecutedBlock parent, EpochFacts at) {
        return at.rules().headers().nextBaseFee(parent.block().header());
    }

    /** What {@code block} must say of its epoch: a plan in it begins another than its parent's state has (G48). */
    private EpochFacts epochOf(ExecutedBlock parent, Block block) throws MalformedException {
        for (SystemInput input : block.systemInputs()) {
            if (input.type() == SystemInput.PLAN) {
                return epochs.planned(parent.block().header(), parent.state(), input.data());
            }
        }
        return epochAfter(parent);
    }

    /** What our own block of {@code epoch} must say. */
    private EpochFacts epochFor(long epoch, ExecutedBlock parent) {
        EpochFacts at = epochAfter(parent);
        Header above = parent.block().header();
        if (at.epoch() == epoch) {
            return at;
        }
        Bytes plans = epochs.plansTo(epoch, above, parent.state())
                .orElseThrow(() -> new IllegalStateException("agreement is in epoch " + epoch + ", block "
                        + above.number() + " is followed by one of epoch " + at.epoch()));
        try {
            return epochs.planned(above, parent.state(), plans);
        } catch (MalformedException e) {
            throw new IllegalStateException("epoch " + epoch + " cannot begin: " + e.getMessage(), e);
        }
    }

    /** Whether a part of the protocol waits to be served on top of {@code block}. */
    boolean hasSystemWork(ExecutedBlock block) {
        return parts.hasWork(block.state(), block.ref().view());
    }

    /** Why this node does not vote for a block that it ran and found valid. */
    Optional<String> mayNotVote(ExecutedBlock parent, ExecutedBlock block) {
        return parts.mayNotVote(block.block(), parent.state(), block.state());
    }

    /**
     * A block for a view we lead: what the parts of the protocol offer, and the best of {@code candidates} until gas, size or
     * time are used up.
     */
    Made build(
            ExecutedBlock parent,
            long epoch,
            long view,
            boolean byTimeout,
            Candidates candidates,
            Ancestors ancestors) {
        Bytes reveal = reveals.own(epoch, view);
        Header above = parent.block().header();
        long timestamp = Math.max(above.timestamp(), clock.instant().getEpochSecond());
        EpochFacts at = epochFor(epoch, parent);
        Optional<String> foreign = unspoken(at);
        if (foreign.isPresent()) {
            throw new IllegalStateException(foreign.get());
        }
        BlockFacts facts = facts(above, timestamp, at, view, reveals.ownIndex(epoch, at.set()), reveal);
        SystemParts.Offers offers = parts.offers(facts, parent.state(), byTimeout);
        Address beneficiary = epochs.feeAddress(parent.state(), facts.set().member(facts.leader()));
        BlockEnvironment environment = environment(parent, facts, at, beneficiary, ancestors);
        Filling filling = new Filling(facts, at, environment, reveal, parent, candidates, offers);
        filling.fill();
        return filling.seal();
    }

    /**
     * Runs a block and compares it with its header.
     *
     * @param certified no clock judges it, and what a certificate covers is not verified again
     */
    Judgement execute(ExecutedBlock parent, Block block, boolean certified, Ancestors ancestors) {
        Header header = block.header();
        Optional<String> fault;
        EpochFacts at;
        try {
            at = epochOf(parent, block);
            Optional<String> foreign = unspoken(at);
            if (foreign.isPresent()) {
                return new Judgement.Failed(foreign.get());
            }
            fault = headerFault(parent, block, at, certified);
        } catch (MalformedException e) {
            return new Judgement.Bad(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return new Judgement.Failed(e.toString());
        }
        if (fault.isPresent()) {
            return new Judgement.Bad(fault.get());
        }
        long latest = Math.max(
                parent.block().header().timestamp(),
                clock.instant().plus(at.rules().maxClockDrift()).getEpochSecond());
        if (!certified && header.timestamp() > latest) {
            return new Judgement.Early(header.timestamp());
        }
        try {
            return run(parent, block, at, certified ? Phase.FOLLOWING : Phase.JUDGING, ancestors);
        } catch (RuntimeException e) {
            return new Judgement.Failed(e.toString());
        }
    }

    /** G38: a program that lacks a version stays at the block before it, neither votes nor proposes there, and goes on answering. */
    private Optional<String> unspoken(EpochFacts at) {
        long version = at.rules().version();
        return epochs.speaks(version)
                ? Optional.empty()
                : Optional.of("the chain speaks protocol version " + version + " from epoch " + at.epoch()
                        + " on and this program does not: it stays here, read-only, until it is upgraded");
    }

    private Judgement run(ExecutedBlock parent, Block block, EpochFacts at, Phase phase, Ancestors ancestors) {
        ExtraData extra = ExtraData.ofChecked(block.header());
        BlockFacts facts = facts(
                parent.block().header(), block.header().timestamp(), at, extra.view(), extra.leader(), reveal(block));
        // the parent's state gave this address when the header was judged
        BlockEnvironment environment =
                environment(parent, facts, at, block.header().beneficiary(), ancestors);
        BlockExecution execution =
                processor.begin(environment, runs.begin(block.header(), block.systemInputs(), parent.state()));
        Optional<String> fault = parts.begin(facts, block.systemInputs(), execution.system());
        if (fault.isPresent()) {
            return new Judgement.Bad(fault.get());
        }
        List<Receipt> receipts = new ArrayList<>();
        for (Transaction transaction : block.transactions()) {
            Optional<Address> sender = senders.known(transaction.hash()).or(transaction::sender);
            if (sender.isEmpty()) {
                return new Judgement.Bad("transaction " + transaction.hash() + ": invalid signature");
            }
            switch (runs.run(phase, execution, transaction, sender.get())) {
                case Run.Done(TransactionOutcome.Included included) -> receipts.add(included.receipt());
                case Run.Done(TransactionOutcome.Refused refused) -> {
                    return new Judgement.Bad("transaction " + transaction.hash() + ": "
                            + refused.rejection().message());
                }
                case Run.Quarantined(String why) -> {
                    return new Judgement.Failed(why);
                }
                case Run.Threw(String what) -> {
                    Block upToIt = upTo(receipts.size() + 1, block);
                    return new Judgement.Failed("transaction " + transaction.hash() + ": "
                            + runs.keep(what, upToIt, parent, number -> ancestors.hash(parent.ref(), number)));
                }
            }
        }
        parts.end(facts, execution.system());
        BlockResult result = execution.finish();
        WorldState state = parent.state().apply(result.changes());
        Header made = block.header().toBuilder()
                .stateRoot(state.root())
                .receiptsRoot(receiptsRoot(receipts))
                .transactionsRoot(transactionsRoot(block.transactions()))
                .requestsHash(SystemInput.requestsHash(block.systemInputs()))
                .gasUsed(result.gasUsed())
                .logsBloom(result.logsBloom())
                .build();
        if (!made.hash().equals(block.hash())) {
            return new Judgement.Bad(difference(made, block.header()));
        }
        return new Judgement.Good(
                new ExecutedBlock(BlockRefs.ofChecked(block.header()), block, receipts, result.changes(), state));
    }

    private static Block upTo(int transactions, Block block) {
        return Block.of(block.header(), block.transactions().subList(0, transactions), block.systemInputs());
    }

    /** What it takes to run again what a process before this one died in, on top of {@code parent}. */
    Bundle reproduction(Scene scene, ExecutedBlock parent, Ancestors ancestors) {
        return runs.reproduction(scene, parent, number -> ancestors.hash(parent.ref(), number));
    }

    /** Rules of the header that need no execution, and of what the block may hold. */
    private Optional<String> headerFault(ExecutedBlock parent, Block block, EpochFacts epoch, boolean certified)
            throws MalformedException {
        Header header = block.header();
        Header above = parent.block().header();
        Optional<String> inputs = parts.fault(block.systemInputs());
        if (inputs.isPresent()) {
            return inputs;
        }
        ExtraData extra = ExtraData.decode(header.extraData());
        ValidatorSet set = epoch.set();
        if (extra.leader() >= set.size()) {
            return Optional.of("leader " + extra.leader() + " of " + set.size());
        }
        Header expected = Header.builder()
                .parentHash(above.hash())
                .beneficiary(epochs.feeAddress(parent.state(), set.member(extra.leader())))
                .number(above.number() + 1)
                .gasLimit(epoch.rules().headers().gasLimit())
                .baseFeePerGas(nextBaseFee(parent, epoch))
                .parentBeaconBlockRoot(epoch.childSet().root())
                .mixHash(Randao.mix(above.mixHash(), reveal(block)))
                .extraData(new ExtraData(
                                epoch.rules().version(), epoch.epoch(), extra.view(), extra.leader(), epoch.epochEnd())
                        .encode())
                // what execution and the leader decide
                .timestamp(header.timestamp())
                .stateRoot(header.stateRoot())
                .receiptsRoot(header.receiptsRoot())
                .transactionsRoot(header.transactionsRoot())
                .requestsHash(header.requestsHash())
                .gasUsed(header.gasUsed())
                .logsBloom(header.logsBloom())
                .build();
        if (!expected.hash().equals(header.hash())) {
            return Optional.of(difference(expected, header));
        }
        if (header.timestamp() < above.timestamp()) {
            return Optional.of("timestamp " + header.timestamp() + " below the parent's " + above.timestamp());
        }
        if (block.encode().size() > ChainRules.MAX_BLOCK_BYTES) {
            return Optional.of("block of more than " + ChainRules.MAX_BLOCK_BYTES + " bytes");
        }
        for (Transaction transaction : block.transactions()) {
            if (transaction.body() instanceof TransactionBody.Blob) {
                return Optional.of("transaction " + transaction.hash() + ": type 3 is not supported on this chain");
            }
            if (epoch.skipped().contains(transaction.hash())) {
                return Optional.of("transaction " + transaction.hash() + ": the plan that began epoch " + epoch.epoch()
                        + " skips it");
            }
        }
        if (certified) {
            return Optional.empty(); // a quorum checked the reveal before it voted; mixHash, checked above, covers it
        }
        return isOf(set.member(extra.leader()).blsKey(), extra, reveal(block))
                ? Optional.empty()
                : Optional.of("randao reveal is not the leader's");
    }

    private boolean isOf(Bytes leader, ExtraData extra, Bytes reveal) throws MalformedException {
        return reveals.isKnown(leader, extra.epoch(), extra.view(), reveal)
                || BlsSignature.parse(reveal)
                        .verify(BlsPublicKey.parse(leader), reveals.message(extra.epoch(), extra.view()));
    }

    /** The reveal of a block whose inputs were found to begin with it. */
    private static Bytes reveal(Block block) {
        return block.systemInputs().getFirst().data();
    }

    private BlockFacts facts(Header parent, long timestamp, EpochFacts epoch, long view, int leader, Bytes reveal) {
        return new BlockFacts(
                parent,
                parent.number() + 1,
                timestamp,
                Randao.mix(parent.mixHash(), reveal),
                epoch.rules().version(),
                epoch.epoch(),
                view,
                leader,
                epoch.epochEnd(),
                epoch.set(),
                epoch.childSet());
    }

    private BlockEnvironment environment(
            ExecutedBlock parent, BlockFacts facts, EpochFacts at, Address beneficiary, Ancestors ancestors) {
        ChainRules rules = at.rules();
        return new BlockEnvironment(
                rules.chainId(),
                facts.number(),
                facts.timestamp(),
                rules.headers().gasLimit(),
                nextBaseFee(parent, at),
                facts.prevRandao(),
                beneficiary,
                facts.childSet().root(),
                facts.parent().hash(),
                0,
                number -> ancestors.hash(parent.ref(), number));
    }

    /** Whether the block's transactions and system inputs are those that its header commits to. */
    public static boolean bodyFits(Block block) {
        return transactionsRoot(block.transactions()).equals(block.header().transactionsRoot())
                && SystemInput.requestsHash(block.systemInputs())
                        .equals(block.header().requestsHash());
    }

    static Hash transactionsRoot(List<Transaction> transactions) {
        return StackTrie.orderedRoot(
                transactions.stream().map(Transaction::encode).toList());
    }

    /** What a header commits to for the receipts of its transactions. */
    public static Hash receiptsRoot(List<Receipt> receipts) {
        return StackTrie.orderedRoot(receipts.stream().map(Receipt::encode).toList());
    }

    /** Names the first field in which two headers differ. */
    private static String difference(Header expected, Header found) {
        record Field(String name, Object wanted, Object is) {}
        List<Field> fields = List.of(
                new Field("parentHash", expected.parentHash(), found.parentHash()),
                new Field("number", expected.number(), found.number()),
                new Field("beneficiary", expected.beneficiary(), found.beneficiary()),
                new Field("gasLimit", expected.gasLimit(), found.gasLimit()),
                new Field("baseFeePerGas", expected.baseFeePerGas(), found.baseFeePerGas()),
                new Field("mixHash", expected.mixHash(), found.mixHash()),
                new Field("extraData", expected.extraData(), found.extraData()),
                new Field("parentBeaconBlockRoot", expected.parentBeaconBlockRoot(), found.parentBeaconBlockRoot()),
                new Field("gasUsed", expected.gasUsed(), found.gasUsed()),
                new Field("receiptsRoot", expected.receiptsRoot(), found.receiptsRoot()),
                new Field("transactionsRoot", expected.transactionsRoot(), found.transactionsRoot()),
                new Field("requestsHash", expected.requestsHash(), found.requestsHash()),
                new Field("stateRoot", expected.stateRoot(), found.stateRoot()));
        return fields.stream()
                .filter(field -> !field.wanted.equals(field.is))
                .findFirst()
                .map(field -> field.name + " " + field.is + ", expected " + field.wanted)
                .orElse("a field of the header that Vigil's blocks keep empty is set");
    }

    /** A block being filled. Where the VM throws, it begins again without the transaction that made it throw. */
    private final class Filling {
        private final BlockFacts facts;
        private final BlockEnvironment environment;
        private final Bytes reveal;
        private final ExecutedBlock parent;
        private final Candidates candidates;
        private final List<String> faults;
        private final List<Hash> invalid = new ArrayList<>();
        private final Map<Hash, String> quarantined = new LinkedHashMap<>();
        private final long deadline;
        private final SortedSet<Hash> skipped;

        private List<SystemInput> inputs;
        private BlockExecution execution;
        private List<Transaction> transactions = new ArrayList<>();
        private List<Address> from = new ArrayList<>();
        private List<Receipt> receipts = new ArrayList<>();
        private long sizeBytes;

        Filling(
                BlockFacts facts,
                EpochFacts at,
                BlockEnvironment environment,
                Bytes reveal,
                ExecutedBlock parent,
                Candidates candidates,
                SystemParts.Offers offers) {
            this.facts = facts;
            this.environment = environment;
            this.reveal = reveal;
            this.parent = parent;
            this.candidates = candidates;
            this.deadline = monotonic.getAsLong() + at.rules().pacing().build().toNanos();
            this.skipped = at.skipped();
            this.faults = new ArrayList<>(offers.faults());
            this.inputs = offers.inputs();
            this.execution = begin();
        }

        /** Begins the block; inputs that their own part does not take are left out. */
        private BlockExecution begin() {
            while (true) {
                BlockExecution begun =
                        processor.begin(environment, runs.begin(draft().build(), withReveal(), parent.state()));
                Optional<SystemParts.Refusal> refusal = parts.tryBegin(facts, inputs, begun.system());
                if (refusal.isEmpty()) {
                    sizeBytes = inputs.stream()
                            .mapToLong(input -> input.data().size())
                            .sum();
                    return begun;
                }
                faults.add(refusal.get().why());
                inputs = refusal.get().others();
            }
        }

        void fill() {
            Set<Address> left = new HashSet<>();
            while (monotonic.getAsLong() < deadline) {
                Optional<PooledTransaction> next = candidates.next();
                if (next.isEmpty()) {
                    return;
                }
                PooledTransaction candidate = next.get();
                if (!left.contains(candidate.sender()) && !take(candidate.transaction(), candidate.sender())) {
                    candidates.skip(candidate.sender());
                    left.add(candidate.sender());
                }
            }
        }

        /** @return false if the sender's later transactions cannot follow */
        private boolean take(Transaction transaction, Address sender) {
            int size = transaction.encode().size();
            if (skipped.contains(transaction.hash())) {
                invalid.add(transaction.hash());
                return false;
            }
            if (sizeBytes + size > ChainRules.MAX_BLOCK_BYTES - HEADROOM_BYTES
                    || transaction.gasLimit() > execution.gasLeft()) {
                return false;
            }
            return switch (runs.run(Phase.BUILDING, execution, transaction, sender)) {
                case Run.Done(TransactionOutcome.Included included) -> {
                    transactions.add(transaction);
                    from.add(sender);
                    receipts.add(included.receipt());
                    sizeBytes += size;
                    yield true;
                }
                case Run.Done(TransactionOutcome.Refused refused) -> {
                    // A sponsor that earlier transactions of this block emptied may be filled again.
                    if (refused.rejection().reason() != Rejection.Reason.SPONSOR_REFUSES) {
                        invalid.add(transaction.hash());
                    }
                    yield false;
                }
                case Run.Quarantined(String why) -> {
                    quarantined.put(transaction.hash(), why);
                    yield false;
                }
                case Run.Threw(String what) -> {
                    beginAgain();
                    String kept = runs.keep(
                            what,
                            with(transaction),
                            parent,
                            number -> environment.hashes().hash(number));
                    quarantined.put(transaction.hash(), kept);
                    yield false;
                }
            };
        }

        /** The block as far as it is filled, and what threw on top of it. */
        private Block with(Transaction transaction) {
            List<Transaction> all = new ArrayList<>(transactions);
            all.add(transaction);
            return Block.of(draft().build(), all, withReveal());
        }

        private void beginAgain() {
            List<Transaction> again = transactions;
            List<Address> senders = from;
            transactions = new ArrayList<>();
            from = new ArrayList<>();
            receipts = new ArrayList<>();
            execution = begin();
            for (int i = 0; i < again.size(); i++) {
                take(again.get(i), senders.get(i));
            }
        }

        /** What stands in the header before anything runs. */
        private HeaderBuilder draft() {
            return Header.builder()
                    .parentHash(facts.parent().hash())
                    .beneficiary(environment.beneficiary())
                    .number(environment.number())
                    .gasLimit(environment.gasLimit())
                    .timestamp(environment.timestamp())
                    .extraData(new ExtraData(
                                    facts.version(), facts.epoch(), facts.view(), facts.leader(), facts.epochEnd())
                            .encode())
                    .mixHash(environment.prevRandao())
                    .baseFeePerGas(environment.baseFee())
                    .parentBeaconBlockRoot(environment.parentBeaconBlockRoot());
        }

        private List<SystemInput> withReveal() {
            List<SystemInput> all = new ArrayList<>();
            all.add(new SystemInput(SystemInput.RANDAO_REVEAL, reveal));
            all.addAll(inputs);
            return all;
        }

        Made seal() {
            parts.end(facts, execution.system());
            BlockResult result = execution.finish();
            WorldState state = parent.state().apply(result.changes());
            List<SystemInput> all = withReveal();
            Header header = draft().stateRoot(state.root())
                    .transactionsRoot(transactionsRoot(transactions))
                    .receiptsRoot(receiptsRoot(receipts))
                    .logsBloom(result.logsBloom())
                    .gasUsed(result.gasUsed())
                    .requestsHash(SystemInput.requestsHash(all))
                    .build();
            Block block = Block.of(header, transactions, all);
            return new Made(
                    new ExecutedBlock(BlockRefs.ofChecked(header), block, receipts, result.changes(), state),
                    invalid,
                    quarantined,
                    faults);
        }
    }
}
