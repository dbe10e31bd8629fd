/**
 * The ABIs of 0x…1000 and 0x…1002: what any wallet or script can call. {@code node} joins them to the VM. Whoever controls a
 * validator calls from its operator's account, or has any account send a call that the validator's key signed.
 */
@NullMarked
package io.vigil.governance.contracts;

import org.jspecify.annotations.NullMarked;
