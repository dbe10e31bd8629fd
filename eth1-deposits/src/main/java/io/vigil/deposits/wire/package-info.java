/** The forms of a deposit tree snapshot in files: SSZ and the Beacon API's JSON (EIP-4881). */
@NullMarked
package io.vigil.deposits.wire;

import org.jspecify.annotations.NullMarked;
