/**
 * The methods of the namespaces {@code eth}, {@code net}, {@code web3}, {@code rpc} and {@code personal}, one class for
 * each family, over the ports of {@link io.vigil.node.rpc}. Shapes and error texts are those of geth and of Ethereum's
 * execution-apis.
 *
 * <p>What a final chain makes simpler: {@code latest}, {@code safe} and {@code finalized} are one block, nothing is ever
 * removed, and a filter is a position on the chain. {@code pending} is the environment of the next block on the state of
 * the head.
 */
@NullMarked
package io.vigil.node.rpc.eth;

import org.jspecify.annotations.NullMarked;
