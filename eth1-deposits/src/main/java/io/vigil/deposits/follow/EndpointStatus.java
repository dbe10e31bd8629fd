package io.vigil.deposits.follow;

import io.vigil.deposits.Eth1Block;
import io.vigil.types.Hash;
import java.util.Optional;

/**
 * What an eth1 node says about itself.
 *
 * @param chainId 0 while it does not know yet
 * @param codeHash keccak256 of the code at the contract's address
 * @param deployHash hash of the block with the number of the contract's deployment
 * @param finalized the block behind its tag {@code finalized}, if it has the tag
 */
public record EndpointStatus(
        long chainId, Hash codeHash, Hash deployHash, boolean syncing, Eth1Block head, Optional<Eth1Block> finalized) {}
