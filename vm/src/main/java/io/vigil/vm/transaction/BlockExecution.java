package io.vigil.vm.transaction;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Bloom;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.Transaction;
import io.vigil.vm.BlobSchedule;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.Eip;
import io.vigil.vm.Fork;
import io.vigil.vm.interpreter.Interpreter;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.interpreter.Outcome;
import io.vigil.vm.state.AccessSets;
import io.vigil.vm.state.AccountEntry;
import io.vigil.vm.state.WorldState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One block while it runs: transactions are tried one after another, and each is in or out at once, so a leader builds by
 * trying. Between two transactions it can be dropped without a trace. Not thread-safe.
 */
public final class BlockExecution {
    /** Who makes the protocol's own calls (EIP-4788, EIP-2935). */
    public static final Address SYSTEM = Address.fromHex("0xfffffffffffffffffffffffffffffffffffffffe");

    public static final Address BEACON_ROOTS = Address.fromHex("0x000f3df6d732807ef1319fb7b8bb8522d0beac02");
    public static final Address BLOCK_HASHES = Address.fromHex("0x0000f90827f1c53a10cb7a02335b175320002935");

    /** Gas of a system call; it counts for no limit. */
    private static final long SYSTEM_GAS = 30_000_000;

    private final Fork fork;
    private final BlockEnvironment block;
    private final WorldState world;
    private final Interpreter machine;
    private final TransactionProcessor processor;
    private final List<Receipt> receipts = new ArrayList<>();
    private long gasUsed;
    private long blobGasUsed;
    private AccessSets lastAccess = AccessSets.NONE;
    private boolean collectsAccess;

    BlockExecution(
            Fork fork,
            BlockEnvironment block,
            UInt256 blobBaseFee,
            WorldState world,
            Interpreter machine,
            Sponsorship sponsorship) {
        this.fork = fork;
        this.block = block;
        this.world = world;
        this.machine = machine;
        this.processor = new TransactionProcessor(fork, block, blobBaseFee, world, machine, sponsorship);
    }

    /** The protocol's calls before the first transaction. An address without code is passed over. */
    void begin() {
        if (fork.has(Eip.EIP_4788)) {
            systemCall(BEACON_ROOTS, block.parentBeaconBlockRoot().bytes());
        }
        if (fork.has(Eip.EIP_2935)) {
            systemCall(BLOCK_HASHES, block.parentHash().bytes());
        }
    }

    /** Calls {@code target} as the protocol does; empty if it has no code, in which case nothing happens. */
    public Optional<Outcome> systemCall(Address target, Bytes input) {
        AccountEntry entry = world.account(target);
        if (!entry.hasCode()) {
            return Optional.empty();
        }
        machine.begin(SYSTEM, UInt256.ZERO, List.of());
        world.warm(entry);
        Outcome outcome = machine.call(world.account(SYSTEM), entry, UInt256.ZERO, input, SYSTEM_GAS);
        world.commit();
        return Optional.of(outcome);
    }

    /** Adds to a balance without a transaction, as withdrawals do (EIP-4895). */
    public void credit(Address address, UInt256 amount) {
        AccountEntry entry = world.account(address);
        if (amount.isZero()) {
            world.touch(entry);
        } else {
            world.setBalance(entry, entry.balance().add(amount));
        }
        world.commit();
    }

    /** What the protocol itself reads and writes between transactions. */
    public SystemState system() {
        return new BlockSystemState(world);
    }

    /** Has {@code observer} told of every later transaction. */
    public void observe(Observer observer) {
        machine.observe(observer);
    }

    /** Asked now and then; once it says yes, the running transaction ends with {@link io.vigil.vm.Halt#CANCELLED}. */
    public void cancelWhen(BooleanSupplier question) {
        machine.cancelWhen(question);
    }

    /** Has {@link #lastAccess} filled from now on. */
    public void collectAccess() {
        collectsAccess = true;
    }

    public TransactionOutcome execute(Transaction transaction, Address sender) {
        return execute(Message.of(transaction, sender));
    }

    /** Why {@link #execute} would refuse the message now; nothing is executed. */
    public Optional<Rejection> refusal(Message message) {
        long blobGasLimit = fork.blobs().max() * BlobSchedule.GAS_PER_BLOB;
        Optional<Rejection> refusal = processor.refusal(message, gasLeft(), blobGasLimit - blobGasUsed);
        world.discard();
        return refusal;
    }

    public TransactionOutcome execute(Message message) {
        Optional<Rejection> refusal = refusal(message);
        if (refusal.isPresent()) {
            return new TransactionOutcome.Refused(refusal.get());
        }
        TransactionProcessor.Executed executed = processor.execute(message);
        if (collectsAccess) {
            lastAccess = world.accessSets();
        }
        world.commit();
        gasUsed += executed.gasUsed();
        blobGasUsed += TransactionProcessor.blobGas(message);
        Receipt receipt = Receipt.of(message.type(), executed.halt() == null, gasUsed, executed.logs());
        receipts.add(receipt);
        return new TransactionOutcome.Included(
                receipt, executed.gasUsed(), executed.gasPrice(), executed.output(), executed.halt(), executed.payer());
    }

    /** Gas that the block still has room for. */
    public long gasLeft() {
        return block.gasLimit() - gasUsed;
    }

    public long gasUsed() {
        return gasUsed;
    }

    /** What the last transaction read and wrote, if {@link #collectAccess} was called before it. */
    public AccessSets lastAccess() {
        return lastAccess;
    }

    /** The receipts so far, the bloom over them, and all changes. The execution may go on afterwards. */
    public BlockResult finish() {
        Bloom bloom = Bloom.EMPTY;
        for (Receipt receipt : receipts) {
            if (!receipt.logs().isEmpty()) {
                bloom = bloom.or(receipt.bloom());
            }
        }
        return new BlockResult(receipts, gasUsed, blobGasUsed, bloom, world.changes());
    }
}
