@NullMarked
package io.vigil.testnet;

import org.jspecify.annotations.NullMarked;
