package io.vigil.node.rpc.http;

import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;

/** Which {@code Host} headers are answered: IP addresses, {@code localhost} and names from the settings. */
record HostCheck(List<String> names) {
    HostCheck {
        names = List.copyOf(names);
    }

    /** @param header empty when the request has none, as HTTP/1.0 allows */
    boolean allows(String header) {
        String host = withoutPort(header.trim().toLowerCase(Locale.ROOT));
        return host.isEmpty()
                || host.equals("localhost")
                || NetUtil.isValidIpV4Address(host)
                || NetUtil.isValidIpV6Address(host)
                || names.contains("*")
                || names.contains(host);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        boolean hasPort =
                colon > 0 && host.indexOf(']') < colon && (host.indexOf(':') == colon || host.startsWith("["));
        return hasPort ? host.substring(0, colon) : host;
    }
}
