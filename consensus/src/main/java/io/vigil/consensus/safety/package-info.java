/** All that can forbid a statement. The core asks it before it speaks, and the signer asks it again. */
@NullMarked
package io.vigil.consensus.safety;

import org.jspecify.annotations.NullMarked;
