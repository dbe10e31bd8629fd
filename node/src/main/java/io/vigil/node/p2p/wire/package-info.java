/** Frames of the mesh and their Protobuf form; generated classes stay here. */
@NullMarked
package io.vigil.node.p2p.wire;

import org.jspecify.annotations.NullMarked;
