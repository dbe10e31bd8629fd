/**
 * The chain itself: rules of headers, execution of blocks on the tree above the head, building for views that we lead,
 * and the commit that makes a block the head. One thread owns all of it ({@link io.vigil.node.chain.Chain}); readers get
 * immutable views of the head.
 *
 * <pre>
 *   genesis --&gt; head (committed, in the store) --&gt; executed blocks above it (layers in memory)
 * </pre>
 */
@NullMarked
package io.vigil.node.chain;

import org.jspecify.annotations.NullMarked;
