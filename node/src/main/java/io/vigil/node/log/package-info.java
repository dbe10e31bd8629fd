/** What operators read: one typed method for each event, written as key=value. */
@NullMarked
package io.vigil.node.log;

import org.jspecify.annotations.NullMarked;
