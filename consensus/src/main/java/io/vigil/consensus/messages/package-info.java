/** What validators tell each other. */
@NullMarked
package io.vigil.consensus.messages;

import org.jspecify.annotations.NullMarked;
