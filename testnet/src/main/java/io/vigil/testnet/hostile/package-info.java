/** Peers that keep to no rule: what real nodes have to bear from outside and from one of their own. */
@NullMarked
package io.vigil.testnet.hostile;

import org.jspecify.annotations.NullMarked;
