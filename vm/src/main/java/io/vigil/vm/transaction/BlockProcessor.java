package io.vigil.vm.transaction;

import io.vigil.types.UInt256;
import io.vigil.types.state.StateReader;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.Fork;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.interpreter.Interpreter;
import io.vigil.vm.precompile.Precompiles;
import io.vigil.vm.sponsor.SponsorDecision;
import io.vigil.vm.state.CodeCache;
import io.vigil.vm.state.WorldState;

/**
 * Executes blocks and questions under one fork's rules. Holds nothing but a cache of prepared code, so it is shared by
 * all threads; what it hands out is not.
 */
public final class BlockProcessor {
    private final Fork fork;
    private final NativeContracts natives;
    private final Precompiles precompiles;
    private final CodeCache codeCache;
    private final int memoryLimitBytes;

    public BlockProcessor(Fork fork, NativeContracts natives) {
        this(fork, natives, Interpreter.MEMORY_LIMIT_BYTES);
    }

    /** @param memoryLimitBytes what all memory of a transaction may take; part of the rules if gas does not keep below */
    public BlockProcessor(Fork fork, NativeContracts natives, int memoryLimitBytes) {
        this.memoryLimitBytes = memoryLimitBytes;
        this.fork = fork;
        this.natives = natives;
        this.precompiles = new Precompiles(fork);
        this.codeCache = new CodeCache(fork);
    }

    public Fork fork() {
        return fork;
    }

    /** Begins a block on {@code parent}: the system calls of EIP-4788 and EIP-2935 have been made. */
    public BlockExecution begin(BlockEnvironment block, StateReader parent) {
        BlockExecution execution = beginBare(block, parent);
        execution.begin();
        return execution;
    }

    /** Begins without system calls, as state tests want it. */
    public BlockExecution beginBare(BlockEnvironment block, StateReader parent) {
        WorldState world = world(block, parent);
        UInt256 blobBaseFee = blobBaseFee(block);
        Sponsorship sponsorship = new Sponsorship(block, natives, precompiles, world);
        return new BlockExecution(fork, block, blobBaseFee, world, machine(block, blobBaseFee, world), sponsorship);
    }

    /** Whether {@code message}, which offers no fee, would be paid for in a block on {@code state} with that base fee. */
    public SponsorDecision sponsor(Message message, StateReader state, UInt256 baseFee) {
        return new SponsorRules(natives, precompiles).decide(message, state, baseFee);
    }

    /** For questions on a state: {@code eth_call}, {@code eth_estimateGas}, {@code eth_createAccessList}. */
    public Simulation simulate(BlockEnvironment block, StateReader state) {
        WorldState world = world(block, state);
        return new Simulation(fork, block, blobBaseFee(block), world, natives, precompiles, memoryLimitBytes);
    }

    private WorldState world(BlockEnvironment block, StateReader parent) {
        long seed = block.prevRandao().bytes().getLong(0);
        return new WorldState(parent, codeCache, seed, precompiles.last(), precompiles.hasP256());
    }

    private UInt256 blobBaseFee(BlockEnvironment block) {
        return FeeMarket.blobBaseFee(block.excessBlobGas(), fork.blobs());
    }

    private Interpreter machine(BlockEnvironment block, UInt256 blobBaseFee, WorldState world) {
        return new Interpreter(fork, block, blobBaseFee, natives, precompiles, world, memoryLimitBytes);
    }
}
