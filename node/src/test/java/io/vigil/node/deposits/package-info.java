@NullMarked
package io.vigil.node.deposits;

import org.jspecify.annotations.NullMarked;
