/**
 * The mesh over TCP: Netty for sockets, the JDK's TLS 1.3 with both sides authenticated by their Ed25519 keys.
 *
 * <p>One event loop owns everything here, the links as well as who may have one; senders only put into a link's queue.
 * Handshake cryptography and name lookups run elsewhere and come back to it.
 */
@NullMarked
package io.vigil.node.p2p.tcp;

import org.jspecify.annotations.NullMarked;
