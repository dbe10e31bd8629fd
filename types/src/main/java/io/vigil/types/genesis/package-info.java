/**
 * What a chain starts from: genesis.json, with geth's fields as tools know them and a {@code vigil} section with
 * validators and parameters.
 *
 * <p>Deviations from geth: keys that it does not know are errors here, since a misspelt one would lose accounts or
 * rules silently; only {@code config} may hold what other clients put there. Every upgrade up to Osaka holds from the first block, so
 * fork blocks and times are 0.
 */
@NullMarked
package io.vigil.types.genesis;

import org.jspecify.annotations.NullMarked;
