@NullMarked
package io.vigil.testnet.rehearsal;

import org.jspecify.annotations.NullMarked;
