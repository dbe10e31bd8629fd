@NullMarked
package io.vigil.storage.rocks;

import org.jspecify.annotations.NullMarked;
