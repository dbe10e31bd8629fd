package io.vigil.timesync.udp;

import io.vigil.types.MalformedException;
import java.net.InetSocketAddress;
import java.util.List;

/** Where a server is, by name: resolved when it is asked, so that a name that moves is followed. */
public record HostAndPort(String host, int port) {
    /** @throws MalformedException if the text is not {@code host}, {@code host:port} or {@code [v6]:port} */
    public static HostAndPort parse(String text, int defaultPort) throws MalformedException {
        String host = text;
        String port = Integer.toString(defaultPort);
        int colon = text.lastIndexOf(':');
        boolean bareV6 = !text.startsWith("[") && text.indexOf(':') != colon;
        if (colon > text.lastIndexOf(']') && !bareV6) {
            host = text.substring(0, colon);
            port = text.substring(colon + 1);
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.isBlank() || !host.matches("[0-9A-Za-z.:_%-]+") || !port.matches("[0-9]{1,5}")) {
            throw new MalformedException("'" + text + "' is not host:port");
        }
        int number = Integer.parseInt(port);
        if (number < 1 || number > 65535) {
            throw new MalformedException("'" + text + "' has no port between 1 and 65535");
        }
        return new HostAndPort(host, number);
    }

    static HostAndPort first(List<String> addresses, int defaultPort) throws MalformedException {
        return parse(addresses.getFirst(), defaultPort);
    }

    InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
