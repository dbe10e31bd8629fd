@NullMarked
package io.vigil.vm;

import org.jspecify.annotations.NullMarked;
