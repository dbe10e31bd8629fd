package io.vigil.testnet.governance;

import io.vigil.testnet.local.RpcClient;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Whose account pays for a call. Who it is does not matter to a call that a validator's key signed. */
public sealed interface Sender {
    /** An account that the node holds the key of, as those of a testnet. */
    record Unlocked(Address account) implements Sender {}

    /** An account whose key is here. */
    record Key(Bytes secret) implements Sender {}

    /** Hash of the transaction that was sent. */
    default String send(RpcClient client, Address to, UInt256 value, Bytes input, long gas) throws IOException {
        return switch (this) {
            case Unlocked(Address account) ->
                client.call(
                                "eth_sendTransaction",
                                Map.of(
                                        "from", account.toHex(),
                                        "to", to.toHex(),
                                        "gas", hex(gas),
                                        "value", value.toQuantity(),
                                        "data", input.toHex()))
                        .asText();
            case Key(Bytes secret) -> {
                Address from = Secp256k1.address(secret);
                long nonce = RpcClient.quantity(client.call("eth_getTransactionCount", from.toHex(), "pending"));
                UInt256 price = UInt256.of(RpcClient.quantity(client.call("eth_gasPrice")))
                        .multiply(2);
                TransactionBody body = new TransactionBody.DynamicFee(
                        RpcClient.quantity(client.call("eth_chainId")),
                        nonce,
                        UInt256.ONE,
                        price,
                        gas,
                        new Target.Call(to),
                        value,
                        input,
                        List.of());
                yield client.call(
                                "eth_sendRawTransaction",
                                body.sign(secret).encode().toHex())
                        .asText();
            }
        };
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
