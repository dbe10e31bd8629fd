@NullMarked
package io.vigil.vm.instruction;

import org.jspecify.annotations.NullMarked;
