/**
 * What must be checked before the core sees a message: its form against the epoch (A14) and the signatures it claims. Pure; who has the curve
 * verifies claims in batches and remembers those it has verified.
 */
@NullMarked
package io.vigil.consensus.verification;

import org.jspecify.annotations.NullMarked;
