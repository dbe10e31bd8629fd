/** What must hold whatever happens (§2.10 with part E of the amendments), as code that the simulator and tests run after every event. */
@NullMarked
package io.vigil.consensus.invariants;

import org.jspecify.annotations.NullMarked;
