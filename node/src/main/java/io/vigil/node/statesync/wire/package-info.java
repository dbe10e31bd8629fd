/** Messages of the snapshots channel as bytes. */
@NullMarked
package io.vigil.node.statesync.wire;

import org.jspecify.annotations.NullMarked;
