/**
 * Blocks that were missed: asked for by height from one peer after the other, or by hash while uncommitted; and how we answer
 * such questions. Pure at this level: what a certificate proves and what a block does is judged by the caller.
 *
 * <p>Source: {@code reference/consensus.md} §3.4, A7 and A19.
 */
@NullMarked
package io.vigil.node.sync;

import org.jspecify.annotations.NullMarked;
