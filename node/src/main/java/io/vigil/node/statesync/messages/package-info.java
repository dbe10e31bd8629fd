/** What nodes say to each other about snapshots. Pure. */
@NullMarked
package io.vigil.node.statesync.messages;

import org.jspecify.annotations.NullMarked;
