/**
 * What runs the pure core of consensus: one thread that owns it, the journal and signer records behind it, and the inbox
 * that checks signatures before the core hears of a message.
 *
 * <pre>
 *   peers --&gt; Inbox (decode, verify) --.                       .--&gt; signer record, journal (fsync) --&gt; peers
 *   chain (executed, built, work) -----+--&gt; ConsensusLoop -----+--&gt; chain (execute, build, commit)
 *   timer, clock ----------------------'    core.step(event)   '--&gt; block fetch, operator's log
 * </pre>
 */
@NullMarked
package io.vigil.node.agreement;

import org.jspecify.annotations.NullMarked;
