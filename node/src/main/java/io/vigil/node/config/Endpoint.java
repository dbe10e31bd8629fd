package io.vigil.node.config;

import io.vigil.types.MalformedException;

/**
 * A host and a TCP or UDP port, written {@code host:port}, an IPv6 address in brackets.
 *
 * @param port 0 to 65,535; 0 lets the system choose
 */
public record Endpoint(String host, int port) {
    /** Longest host name DNS allows (RFC 1035 §2.3.4). */
    private static final int MAX_HOST_CHARACTERS = 253;

    public Endpoint {
        if (host.isEmpty() || host.length() > MAX_HOST_CHARACTERS) {
            throw new IllegalArgumentException("host of " + host.length() + " characters");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    public static Endpoint parse(String text) throws MalformedException {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new MalformedException("'" + text + "': write an IPv6 address as [address]:port");
        }
        try {
            return new Endpoint(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("'" + text + "' is not host:port", e);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
