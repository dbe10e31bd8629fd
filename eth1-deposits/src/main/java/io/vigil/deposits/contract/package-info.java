/** The deposit contract of our own: its code, and how it is called. */
@NullMarked
package io.vigil.deposits.contract;

import org.jspecify.annotations.NullMarked;
