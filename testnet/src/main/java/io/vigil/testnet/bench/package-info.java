/** Load on a running network, and how long it takes to become final. */
@NullMarked
package io.vigil.testnet.bench;

import org.jspecify.annotations.NullMarked;
