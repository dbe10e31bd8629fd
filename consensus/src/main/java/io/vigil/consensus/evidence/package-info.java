/**
 * Proof that a validator broke its word (E1–E5 with A6): two of its own signatures that no honest node makes both. Anyone who knows the set of
 * their epoch can check it, without having been there.
 *
 * <pre>
 *   verified messages --> Witness --> Accusation --(headers, E4 only)--> Evidence --> gossip, store, system input 0xf3
 * </pre>
 *
 * <p>How a node wires it: for {@code Effect.Accuse} it completes the accusation with the headers it names (both lie in its journal or store; if
 * one does not, it drops the accusation), keeps the evidence by {@link io.vigil.consensus.evidence.Evidence.Key}, sends it on as {@code
 * Message.Accuse}, and puts what is kept, of the present and the previous epoch and not on the chain yet, into its own blocks through {@code
 * EvidenceCodec}. Evidence from a peer or a block is judged by {@code EvidenceCheck} with the set of its epoch, then by the signatures it claims.
 */
@NullMarked
package io.vigil.consensus.evidence;

import org.jspecify.annotations.NullMarked;
