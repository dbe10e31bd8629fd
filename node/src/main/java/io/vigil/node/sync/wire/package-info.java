/** Messages of the sync and the transactions channel and their Protobuf form; generated classes stay here. */
@NullMarked
package io.vigil.node.sync.wire;

import org.jspecify.annotations.NullMarked;
