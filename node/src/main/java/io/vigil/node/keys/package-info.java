/**
 * Key files: the validator's BLS key in an EIP-2335 keystore, the node's Ed25519 seed. Who may sign with them, and
 * what, is not decided here.
 */
@NullMarked
package io.vigil.node.keys;

import org.jspecify.annotations.NullMarked;
