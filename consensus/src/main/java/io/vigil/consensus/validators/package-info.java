/** Who may speak: the members of one epoch with their keys and power, and the order in which they lead. */
@NullMarked
package io.vigil.consensus.validators;

import org.jspecify.annotations.NullMarked;
