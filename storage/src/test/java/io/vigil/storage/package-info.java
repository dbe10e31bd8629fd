@NullMarked
package io.vigil.storage;

import org.jspecify.annotations.NullMarked;
