package io.vigil.deposits.follow;

import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.store.Start;
import io.vigil.types.Hash;
import java.util.List;
import java.util.Optional;

/** One eth1 node. Everything it says is a claim of a stranger; each call may take as long as its own limit allows. */
public interface ExecutionLogs {
    EndpointStatus status() throws EndpointException;

    /** The block of that number on its chain now; empty if it has none. */
    Optional<Eth1Block> block(long number) throws EndpointException;

    /** Logs of the deposit contract's event in these blocks, both included. */
    List<ContractLog> logs(long first, long last) throws EndpointException;

    /** The same logs of one block, from its receipts: another index in the node than the one of {@link #logs}. */
    List<ContractLog> receiptLogs(Eth1Block block) throws EndpointException;

    /** Count and root as the contract itself gives them after that block. */
    ContractAnswer contract(Hash blockHash) throws EndpointException;

    /** The tree out of the contract's storage at the newest final block, proved against that block's header (D29). */
    Start proveStart() throws EndpointException;
}
