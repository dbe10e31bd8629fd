package io.vigil.cli;

import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.local.RpcClient;
import picocli.CommandLine.Option;

/** The node that a command asks. */
final class RpcOption {
    @Option(
            names = "--rpc",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8545",
            description = "JSON-RPC of a node (default: ${DEFAULT-VALUE})")
    private String url = "http://127.0.0.1:8545";

    GovernanceClient governance() {
        return new GovernanceClient(RpcClient.http(), url);
    }
}
