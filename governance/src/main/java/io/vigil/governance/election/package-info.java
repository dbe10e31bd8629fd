/**
 * Who is in the next set: a total function of the registry and the present set (G16–G23, R1.3).
 */
@NullMarked
package io.vigil.governance.election;

import org.jspecify.annotations.NullMarked;
