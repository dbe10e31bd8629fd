/** The sockets of the RPC port: HTTP and WebSocket by Netty, each request on a virtual thread, everything bounded. */
@NullMarked
package io.vigil.node.rpc.http;

import org.jspecify.annotations.NullMarked;
