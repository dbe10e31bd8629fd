/**
 * The precompiled contracts 0x01 to 0x11 and 0x100. Most are own code; BLS12-381 is the native blst, P-256 and SHA-256
 * are the JDK's, secp256k1 is {@code types.crypto}'s.
 */
@NullMarked
package io.vigil.vm.precompile;

import org.jspecify.annotations.NullMarked;
