/**
 * The present epoch and the next as 0x…1002 holds them (G1), who may lead (G24–G27), and whom evidence is judged by (G10).
 */
@NullMarked
package io.vigil.governance.epoch;

import org.jspecify.annotations.NullMarked;
