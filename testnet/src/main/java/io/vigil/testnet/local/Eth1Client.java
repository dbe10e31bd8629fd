package io.vigil.testnet.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.contract.DepositContract;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.types.genesis.GenesisEth1;
import java.io.IOException;
import java.time.Duration;

/** Sends transactions to a node of the chain that takes the deposits: any Ethereum node with a JSON-RPC port. */
public final class Eth1Client {
    /** Wei in one gwei, the unit of a deposit. */
    private static final UInt256 GWEI = UInt256.of(1_000_000_000L);

    private static final long DEPLOY_GAS = 4_000_000;
    private static final long DEPOSIT_GAS = 300_000;
    private static final Duration POLL = Duration.ofMillis(100);

    private final RpcClient rpc;

    public Eth1Client(RpcClient rpc) {
        this.rpc = rpc;
    }

    public long chainId() throws IOException {
        return RpcClient.quantity(rpc.call("eth_chainId"));
    }

    /** Makes a contract with {@code creationCode}, paid for by {@code key}, and says where. */
    public GenesisEth1.Contract deploy(Bytes key, Bytes creationCode, Duration limit)
            throws IOException, InterruptedException {
        Hash sent = send(key, new Target.Create(), UInt256.ZERO, creationCode, DEPLOY_GAS);
        JsonNode receipt = await(sent, limit);
        Address address = Address.fromHex(receipt.path("contractAddress").asText());
        JsonNode code = rpc.call("eth_getCode", address.toHex(), "latest");
        return new GenesisEth1.Contract(
                chainId(),
                address,
                Keccak.hash(Bytes.fromHex(code.asText())),
                RpcClient.quantity(receipt.path("blockNumber")),
                Hash.fromHex(receipt.path("blockHash").asText()));
    }

    /** Sends a deposit with its money and gives the transaction's hash. */
    public Hash deposit(Bytes key, Address contract, DepositData deposit) throws IOException {
        UInt256 wei = new UInt256(0, 0, 0, deposit.amountGwei()).multiply(GWEI);
        return send(key, new Target.Call(contract), wei, DepositContract.call(deposit), DEPOSIT_GAS);
    }

    /**
     * The receipt of a transaction that succeeded.
     *
     * @throws IOException if it failed, or is in no block after {@code limit}
     */
    public JsonNode await(Hash transaction, Duration limit) throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            JsonNode receipt = rpc.call("eth_getTransactionReceipt", transaction.toHex());
            if (receipt.isObject()) {
                if (receipt.path("status").asText().equals("0x1")) {
                    return receipt;
                }
                throw new IOException("transaction " + transaction + " failed in block "
                        + RpcClient.quantity(receipt.path("blockNumber")));
            }
            if (System.nanoTime() > end) {
                throw new IOException(
                        "transaction " + transaction + " is in no block after " + limit.toSeconds() + " s");
            }
            Thread.sleep(POLL);
        }
    }

    private Hash send(Bytes key, Target target, UInt256 value, Bytes data, long gas) throws IOException {
        String from = Secp256k1.address(key).toHex();
        long nonce = RpcClient.quantity(rpc.call("eth_getTransactionCount", from, "pending"));
        UInt256 price = UInt256.of(RpcClient.quantity(rpc.call("eth_gasPrice"))).multiply(UInt256.of(2));
        TransactionBody body = new TransactionBody.Legacy(chainId(), nonce, price, gas, target, value, data);
        JsonNode hash =
                rpc.call("eth_sendRawTransaction", body.sign(key).encode().toHex());
        return Hash.fromHex(hash.asText());
    }
}
