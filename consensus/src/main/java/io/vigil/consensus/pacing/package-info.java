/** How long a view may last: pure functions of what was seen and when (§2.8, A11). */
@NullMarked
package io.vigil.consensus.pacing;

import org.jspecify.annotations.NullMarked;
