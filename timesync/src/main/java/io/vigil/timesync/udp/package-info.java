/**
 * The only sockets of this module, on Netty. Blocking calls meant for virtual threads; event loops and executors come
 * from outside, and nothing here runs before it is told to.
 */
@NullMarked
package io.vigil.timesync.udp;

import org.jspecify.annotations.NullMarked;
