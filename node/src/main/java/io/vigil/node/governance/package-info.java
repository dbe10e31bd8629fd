/**
 * Governance joined to the chain: which epoch a block belongs to and what happens in it, by what the state at 0x…1000 and
 * 0x…1002 says; the rules are those of the module {@code governance}.
 */
@NullMarked
package io.vigil.node.governance;

import org.jspecify.annotations.NullMarked;
