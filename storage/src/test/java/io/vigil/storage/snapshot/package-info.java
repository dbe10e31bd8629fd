@NullMarked
package io.vigil.storage.snapshot;

import org.jspecify.annotations.NullMarked;
