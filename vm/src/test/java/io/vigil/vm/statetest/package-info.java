@NullMarked
package io.vigil.vm.statetest;

import org.jspecify.annotations.NullMarked;
