/** Waiting transactions in one file. */
@NullMarked
package io.vigil.node.mempool.file;

import org.jspecify.annotations.NullMarked;
