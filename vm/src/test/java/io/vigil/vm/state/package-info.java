@NullMarked
package io.vigil.vm.state;

import org.jspecify.annotations.NullMarked;
