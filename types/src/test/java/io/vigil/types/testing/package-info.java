/** What tests of all modules share: public test vectors and seeded randomness. */
@NullMarked
package io.vigil.types.testing;

import org.jspecify.annotations.NullMarked;
