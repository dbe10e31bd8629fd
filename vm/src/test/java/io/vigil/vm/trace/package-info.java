@NullMarked
package io.vigil.vm.trace;

import org.jspecify.annotations.NullMarked;
