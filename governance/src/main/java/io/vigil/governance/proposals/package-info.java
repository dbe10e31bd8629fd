/**
 * Proposals at 0x…1002, votes, and what becomes of them when the next epoch is fixed (G28–G33, G35, G36).
 */
@NullMarked
package io.vigil.governance.proposals;

import org.jspecify.annotations.NullMarked;
