/**
 * The incidents of history against real processes of ours: each drill recreates one, measures, and says whether it was
 * survived.
 */
@NullMarked
package io.vigil.testnet.drill;

import org.jspecify.annotations.NullMarked;
