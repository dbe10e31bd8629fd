package io.vigil.node.chain;

import io.vigil.types.Address;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.state.StateReader;
import io.vigil.vm.NativeContract;
import io.vigil.vm.transaction.SystemState;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one subsystem adds to every block: its system inputs, what it does to state before the first transaction and after
 * the last, and its native contracts. All of it but {@link #conduct} is a pure function of the arguments, the same on every
 * node: a leader and a voter run the same code.
 */
public interface SystemPart {
    /** The types of system input that are this part's and of no other. */
    default List<Integer> inputTypes() {
        return List.of();
    }

    /** Native contracts by address, from 0x…1000 on. */
    default SortedMap<Address, NativeContract> contracts() {
        return new TreeMap<>();
    }

    /**
     * Before the first transaction. What a block must not contain is answered, never thrown; what is thrown withholds the vote
     * (R3.2).
     *
     * @param inputs those of {@link #inputTypes} that the block has, types ascending; often none
     * @return why the block is invalid, or nothing
     */
    default Optional<String> begin(BlockFacts block, List<SystemInput> inputs, SystemState state) {
        return Optional.empty();
    }

    /** After the last transaction. */
    default void end(BlockFacts block, SystemState state) {}

    /** What this node itself does about the part. */
    default Conduct conduct() {
        return Conduct.NONE;
    }

    /** Choices of one node, which may rest on what only it knows. Nothing here makes a block valid or invalid. */
    interface Conduct {
        /** Offers nothing, votes for all. */
        Conduct NONE = new Conduct() {};

        /**
         * The inputs a leader puts into its block. A throw, or inputs that {@link SystemPart#begin} refuses, mean: the block goes on
         * without them.
         *
         * @param parent the state that the block starts from
         * @param byTimeout whether the view was entered by a timeout certificate
         */
        default List<SystemInput> offer(BlockFacts block, StateReader parent, boolean byTimeout) {
            return List.of();
        }

        /**
         * Asked after execution and before the vote, again while the view lasts; never for a block that a quorum vouches for,
         * so never for a block proposed again.
         *
         * @return why this node does not vote for it now, or nothing
         */
        default Optional<String> mayNotVote(Block block, StateReader parent, StateReader after) {
            return Optional.empty();
        }

        /** Whether something waits that a block of about {@code view} on top of the state {@code top} could take. */
        default boolean hasWork(StateReader top, long view) {
            return false;
        }
    }
}
