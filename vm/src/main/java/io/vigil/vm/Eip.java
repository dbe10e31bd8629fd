package io.vigil.vm;

/** The changes of Ethereum's rules since Berlin that the VM can switch, by their proposals' numbers. */
public enum Eip {
    /** Base fee and the dynamic fee transaction. */
    EIP_1559,
    /** BASEFEE. */
    EIP_3198,
    /** No refund for SELFDESTRUCT, smaller refunds, at most a fifth of the gas used. */
    EIP_3529,
    /** No code may begin with 0xef. */
    EIP_3541,
    /** DIFFICULTY becomes PREVRANDAO. */
    EIP_4399,
    /** The beneficiary's address is warm. */
    EIP_3651,
    /** PUSH0. */
    EIP_3855,
    /** Initcode is limited and metered. */
    EIP_3860,
    /** Withdrawals. */
    EIP_4895,
    /** TLOAD and TSTORE. */
    EIP_1153,
    /** The beacon root contract. */
    EIP_4788,
    /** Blob transactions and BLOBHASH. */
    EIP_4844,
    /** MCOPY. */
    EIP_5656,
    /** SELFDESTRUCT deletes only what the same transaction created. */
    EIP_6780,
    /** BLOBBASEFEE. */
    EIP_7516,
    /** BLS12-381 precompiles. */
    EIP_2537,
    /** Block hashes in state. */
    EIP_2935,
    /** Deposit requests from logs. */
    EIP_6110,
    /** Withdrawal requests. */
    EIP_7002,
    /** Consolidation requests. */
    EIP_7251,
    /** Calldata costs at least its floor. */
    EIP_7623,
    /** Requests in the header. */
    EIP_7685,
    /** Code delegation of accounts with keys. */
    EIP_7702,
    /** MODEXP takes at most 1,024 bytes per operand. */
    EIP_7823,
    /** A transaction may ask for at most 2^24 gas. */
    EIP_7825,
    /** MODEXP is priced anew. */
    EIP_7883,
    /** Blob base fee is bound to the cost of execution. */
    EIP_7918,
    /** A block has at most 10 MiB of RLP, less 2 MiB. */
    EIP_7934,
    /** CLZ. */
    EIP_7939,
    /** P256VERIFY. */
    EIP_7951
}
