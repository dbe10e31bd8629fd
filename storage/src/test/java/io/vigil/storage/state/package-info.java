@NullMarked
package io.vigil.storage.state;

import org.jspecify.annotations.NullMarked;
