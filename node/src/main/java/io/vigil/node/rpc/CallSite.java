package io.vigil.node.rpc;

import io.vigil.types.chain.Header;
import io.vigil.types.state.StateReader;
import java.time.Duration;

/**
 * Where a call runs.
 *
 * @param environment the block it believes to be in: a committed one or {@link Calls#next}
 * @param state what it runs on: for a committed block the state after it
 * @param chain where BLOCKHASH looks, from {@code environment.parentHash()} down
 * @param timeLimit after which it is stopped
 */
public record CallSite(Header environment, StateReader state, ChainView chain, Duration timeLimit) {}
