/**
 * Keys and signatures: secp256k1 for accounts, BLS12-381 for validators. Both call native libraries; there is no slower
 * fallback on purpose, since a second implementation with other rules of acceptance could split the chain.
 */
@NullMarked
package io.vigil.types.crypto;

import org.jspecify.annotations.NullMarked;
