/**
 * Twins (Bano et al., OPODIS 2021): one of four members runs twice with one key, neither knowing of the other; for each view a scenario says who leads
 * and who hears whom. Real cores, real tallies; time passes only when nobody has anything left to say.
 *
 * <p>Bodies are always to be had, since the simulator has the other case. A view that stands still because no side of its partition is a quorum heals
 * after every member gave up on it, so that a scenario reaches its last view.
 */
@NullMarked
package io.vigil.testnet.twins;

import org.jspecify.annotations.NullMarked;
