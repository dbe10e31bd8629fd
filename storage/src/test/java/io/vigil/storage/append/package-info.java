@NullMarked
package io.vigil.storage.append;

import org.jspecify.annotations.NullMarked;
