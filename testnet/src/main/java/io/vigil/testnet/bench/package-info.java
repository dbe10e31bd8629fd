/** Load on a running network and how long it takes to become final; what stores and snapshots take from a machine. */
@NullMarked
package io.vigil.testnet.bench;

import org.jspecify.annotations.NullMarked;
