/** What one validator may sign, and why it may. */
@NullMarked
package io.vigil.consensus.statements;

import org.jspecify.annotations.NullMarked;
