/**
 * Transactions that this node must not run again (R3.2, R3.9): those on which the VM threw, and those in which the process
 * died.
 *
 * <pre>
 *   block executor ──begin/end──► DeathMark     which transaction runs now; outlives the process, costs no fsync
 *         │                          │ next start
 *         ▼ thrown                   ▼
 *      Bundle (what it takes to run it again)   Quarantine (kept with reasons) ──► pool, votes
 * </pre>
 */
@NullMarked
package io.vigil.node.quarantine;

import org.jspecify.annotations.NullMarked;
