package io.vigil.node.rpc.http;

import java.util.List;
import java.util.Locale;

/**
 * Where the RPC port listens and for whom.
 *
 * @param port 0 for any free one
 * @param anyOrigin whether pages of any web site may call (development networks only); otherwise none may
 * @param hostNames names by which clients may call the node, besides {@code localhost} and every IP address. A page
 *     that points its own name at 127.0.0.1 sends that name, and is refused
 */
public record RpcSettings(String listenAddress, int port, boolean anyOrigin, List<String> hostNames) {
    public RpcSettings {
        hostNames =
                hostNames.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }
}
