/** Bytes, hashes, numbers, RLP and Keccak: the words every other module speaks. Nothing here does IO. */
@NullMarked
package io.vigil.types;

import org.jspecify.annotations.NullMarked;
