/**
 * How governance lies in the slots of 0x…1000 and 0x…1002: the port to the state, slots named by hash, records as length and bytes.
 */
@NullMarked
package io.vigil.governance.state;

import org.jspecify.annotations.NullMarked;
