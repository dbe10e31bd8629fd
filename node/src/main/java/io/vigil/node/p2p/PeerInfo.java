package io.vigil.node.p2p;

import io.vigil.node.config.Endpoint;

/**
 * A peer as its HELLO and its certificate showed it.
 *
 * @param endpoint where it listens (its own word, or its observed address where it names none)
 * @param client name and version of its program, for people
 */
public record PeerInfo(NodeId id, Endpoint endpoint, Role role, Direction direction, String client) {}
