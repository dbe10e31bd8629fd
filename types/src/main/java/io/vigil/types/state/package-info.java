/**
 * The world state as plain data: what an account holds, how it is read, what a block changed. The VM reads through
 * {@link io.vigil.types.state.StateReader} and gives {@link io.vigil.types.state.StateChanges}; storage does the reverse.
 */
@NullMarked
package io.vigil.types.state;

import org.jspecify.annotations.NullMarked;
