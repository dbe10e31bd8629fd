@NullMarked
package io.vigil.vm.bench;

import org.jspecify.annotations.NullMarked;
