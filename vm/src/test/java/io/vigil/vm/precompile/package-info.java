@NullMarked
package io.vigil.vm.precompile;

import org.jspecify.annotations.NullMarked;
