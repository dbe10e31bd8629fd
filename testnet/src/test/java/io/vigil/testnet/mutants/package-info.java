/**
 * Rules taken out one at a time, to see that the proofs would notice (§2.11 and part E of the consensus study). A mutant is a patch of the sources,
 * compiled in memory and loaded beside the real classes: nothing in production code knows of it.
 */
@NullMarked
package io.vigil.testnet.mutants;

import org.jspecify.annotations.NullMarked;
