/**
 * Bytes. What is signed ({@link io.vigil.consensus.wire.SignBytes}) and what the signer stores is written by hand and versioned; what travels is
 * protobuf, whose generated classes never leave this package.
 */
@NullMarked
package io.vigil.consensus.wire;

import org.jspecify.annotations.NullMarked;
