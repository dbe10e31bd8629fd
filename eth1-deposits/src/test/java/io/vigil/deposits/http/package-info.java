@NullMarked
package io.vigil.deposits.http;

import org.jspecify.annotations.NullMarked;
