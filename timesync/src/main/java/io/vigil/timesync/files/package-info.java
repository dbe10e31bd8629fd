/** Evidence, server lists and the last known time on disk. */
@NullMarked
package io.vigil.timesync.files;

import org.jspecify.annotations.NullMarked;
