@NullMarked
package io.vigil.timesync;

import org.jspecify.annotations.NullMarked;
