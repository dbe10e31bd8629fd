package io.vigil.consensus.certificates;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;

/**
 * One member's consent to a plan, which says what it is locked on.
 *
 * @param signer index in the set of the plan's epoch
 * @param lockView view of the certificate it holds as its lock, at most that of the plan's
 * @param lockBlock the block that certificate names
 * @param signature over PLAN(hash of the plan, lockView, lockBlock)
 */
public record PlanSignature(int signer, long lockView, Hash lockBlock, Bytes signature) {}
