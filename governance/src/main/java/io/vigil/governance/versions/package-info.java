/**
 * Which protocol the next epoch speaks: signals of readiness, locking and activation of a version (G34–G37).
 */
@NullMarked
package io.vigil.governance.versions;

import org.jspecify.annotations.NullMarked;
