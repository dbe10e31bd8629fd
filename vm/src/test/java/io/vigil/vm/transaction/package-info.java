@NullMarked
package io.vigil.vm.transaction;

import org.jspecify.annotations.NullMarked;
