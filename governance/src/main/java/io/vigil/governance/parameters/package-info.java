/**
 * The parameters of an epoch with their bounds, steps and cross-checks (G33, G33a).
 */
@NullMarked
package io.vigil.governance.parameters;

import org.jspecify.annotations.NullMarked;
