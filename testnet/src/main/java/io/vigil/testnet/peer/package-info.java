/** Programs of others that ours are held against: what they answer and how fast they are. */
@NullMarked
package io.vigil.testnet.peer;

import org.jspecify.annotations.NullMarked;
