/** Governance as a client sees it: the contracts at 0x…1000 and 0x…1002 over JSON-RPC. Commands and drills both use it. */
@NullMarked
package io.vigil.testnet.governance;

import org.jspecify.annotations.NullMarked;
