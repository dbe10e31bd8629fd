package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.rpc.Calls;
import io.vigil.node.rpc.ChainEvents;
import io.vigil.node.rpc.ChainSnapshots;
import io.vigil.node.rpc.NodeInfo;
import io.vigil.node.rpc.Traces;
import io.vigil.node.rpc.TransactionPool;
import io.vigil.node.rpc.json.MethodTable;
import java.util.function.Consumer;

/** All methods of the RPC port over the ports of {@link io.vigil.node.rpc}. */
public final class RpcMethods {
    private RpcMethods() {}

    /** What the methods work on. */
    public record Ports(
            ChainSnapshots snapshots,
            Calls calls,
            Traces traces,
            TransactionPool pool,
            ChainEvents events,
            NodeInfo node,
            UnlockedAccounts accounts) {}

    public static MethodTable table(Ports ports) {
        return table(ports, others -> {});
    }

    /** @param others adds what other parts of the node serve here */
    public static MethodTable table(Ports ports, Consumer<MethodTable.Builder> others) {
        long chainId = ports.node.chainId();
        Context context = new Context(ports.snapshots, ports.calls, new Senders());
        Identifiers identifiers = new Identifiers();
        GasPrices prices = new GasPrices();
        CallMethods calls = new CallMethods(context, chainId);
        MethodTable.Builder table = new MethodTable.Builder();
        new NodeMethods(ports.node).addTo(table);
        new BlockMethods(context).addTo(table);
        new StateMethods(context, ports.pool).addTo(table);
        new TransactionMethods(context, ports.pool).addTo(table);
        new RawMethods(context, ports.pool).addTo(table);
        calls.addTo(table);
        new TraceMethods(context, ports.traces, chainId).addTo(table);
        new FeeMethods(context, prices).addTo(table);
        new FilterMethods(context, ports.events, identifiers).addTo(table);
        new SubscriptionMethods(ports.events, context.senders(), identifiers).addTo(table);
        new AccountMethods(context, ports.pool, ports.accounts, calls, prices, chainId).addTo(table);
        others.accept(table);
        ObjectNode modules = Json.object();
        table.namespaces().forEach(name -> modules.put(name, "1.0"));
        modules.put("rpc", "1.0");
        return table.add("rpc_modules", 0, params -> modules).build();
    }
}
