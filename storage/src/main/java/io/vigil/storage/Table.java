package io.vigil.storage;

/**
 * What a store holds, by kind; one column family each. Heights in keys are 8 bytes big-endian, so a range of heights is a
 * range of keys. {@code .state} owns the rows of ACCT to HSLOT, the node those above.
 */
public enum Table {
    /** Few small rows, written with every block: schema, genesis, head, pins, floors. */
    META,
    /** height to header RLP. */
    HEADER,
    /** block hash to height. */
    HASHNUM,
    /** height to what certified the block. */
    QC,
    /** number of an epoch to the proof that the one before it ended. */
    EPOCH,
    /** height to transactions and system inputs. */
    BODY,
    /** height to receipts. */
    RECEIPT,
    /** transaction hash to height and index. */
    TXIDX,
    /** keccak(address) to the account in slim RLP, storage root included. */
    ACCT,
    /** keccak(address) and keccak(slot key) to the value in RLP; no row is zero. */
    SLOT,
    /** code hash to code. */
    CODE,
    /** Trie nodes by path: 0 and nibbles for the account trie, 1, keccak(address) and nibbles for a storage trie. */
    NODE,
    /** height to what the block replaced: the way back to the state before it. */
    DIFF,
    /** keccak(address) and height to the account as of that height; archive only. */
    HACCT,
    /** keccak(address), keccak(slot key) and height to the value as of that height; archive only. */
    HSLOT,
    /** What a node knows of eth1, by kind: position, tree nodes, deposits, blocks. In a store of its own, {@code data/eth1}. */
    DEPOSIT
}
