/**
 * The mesh: authenticated links to other nodes, with what is sent over them ordered by importance and bounded (DESIGN §2 Peers).
 *
 * <pre>
 *   node's loops --send--> Peers --&gt; PeerLink: OutgoingQueue -- frames -- TLS 1.3 -- socket
 *   node's loops &lt;-- PeerListener &lt;-- Mesh (who may stay) &lt;-- PeerLink: Reassembly &lt;-'
 * </pre>
 *
 * A peer is its Ed25519 key and nothing else: names and dates of its certificate are ignored, so no clock can cut the mesh.
 */
@NullMarked
package io.vigil.node.p2p;

import org.jspecify.annotations.NullMarked;
