/** What a quorum said: certificates over blocks, timeouts and commits, and the tallies they are made from. */
@NullMarked
package io.vigil.consensus.certificates;

import org.jspecify.annotations.NullMarked;
