package io.vigil.consensus.certificates;

import io.vigil.types.Bytes;

/**
 * The word of one member of the set that a plan begins an epoch with, that it is there and will serve (G44).
 *
 * @param member index in that set
 * @param signature over PLAN-MEMBER(hash of the plan)
 */
public record PlanConsent(int member, Bytes signature) {}
