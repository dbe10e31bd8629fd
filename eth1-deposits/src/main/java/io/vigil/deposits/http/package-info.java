/** Eth1 nodes over JSON-RPC and HTTP: the only sockets of this module. Every answer is bounded in size and time. */
@NullMarked
package io.vigil.deposits.http;

import org.jspecify.annotations.NullMarked;
