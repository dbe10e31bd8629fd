package io.vigil.deposits.follow;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.List;

/** One log as a node gave it. */
public record ContractLog(
        Address address,
        List<Hash> topics,
        Bytes data,
        long blockNumber,
        Hash blockHash,
        long logIndex,
        boolean removed) {
    public ContractLog {
        topics = List.copyOf(topics);
    }
}
