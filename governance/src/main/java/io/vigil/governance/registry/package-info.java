/**
 * The records of validators at 0x…1000 (G6), what they did since the last election, and the keys that ever were in use.
 */
@NullMarked
package io.vigil.governance.registry;

import org.jspecify.annotations.NullMarked;
