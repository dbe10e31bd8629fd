package io.vigil.testnet.rehearsal;

/** What is done to the answers of an eth1 node on their way. Each has happened to somebody. */
public enum ProxyFault {
    NONE,
    LOGS_MISSING_FIRST,
    LOGS_MISSING_MIDDLE,
    LOGS_MISSING_LAST,
    LOGS_EMPTY,
    LOGS_TRUNCATED,
    LOGS_DOUBLED,
    LOGS_REORDERED,
    LOG_TAMPERED,
    LOG_CUT,
    LOG_OF_ANOTHER_CONTRACT,
    LOG_OF_ANOTHER_BLOCK,
    LOG_REMOVED,
    LOG_INDEX_JUMPS,
    RANGE_LIMIT,
    RESULT_LIMIT,
    WRONG_CHAIN_ID,
    CHAIN_ID_ZERO,
    SYNCING,
    WRONG_CODE,
    WRONG_DEPLOY_BLOCK,
    STALE_HEAD,
    FINALIZED_ABOVE_HEAD,
    NO_FINALIZED_TAG,
    HEADER_HASH_WRONG,
    HEADER_PARENT_WRONG,
    HEADER_TIME_FALLS,
    STATE_PRUNED,
    CONTRACT_EMPTY_ANSWER,
    CONTRACT_ROOT_WRONG,
    CONTRACT_COUNT_WRONG,
    TOO_MANY_REQUESTS,
    HTTP_500,
    HANG,
    HANG_IN_BODY,
    HANG_OF_LOGS,
    CUT_BODY,
    HTML,
    HUGE_BODY,
    NOT_JSON_RPC,
    WRONG_ID;

    /** Whether an honest node has such limits: the follower must get everything all the same. */
    boolean isLimit() {
        return this == RANGE_LIMIT || this == RESULT_LIMIT;
    }
}
