@NullMarked
package io.vigil.testnet.eth1;

import org.jspecify.annotations.NullMarked;
