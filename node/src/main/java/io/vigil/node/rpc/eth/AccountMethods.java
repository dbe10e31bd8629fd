package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.rpc.TransactionPool;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.RecoverableSignature;
import io.vigil.types.state.Account;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Signs for unlocked accounts. The methods exist only where there are some. */
final class AccountMethods {
    private final Context context;
    private final TransactionPool pool;
    private final UnlockedAccounts accounts;
    private final CallMethods calls;
    private final GasPrices prices;
    private final long chainId;

    /** Held from the choice of a nonce until the transaction is in the pool, so that two get two nonces. */
    private final ReentrantLock nonces = new ReentrantLock();

    AccountMethods(
            Context context,
            TransactionPool pool,
            UnlockedAccounts accounts,
            CallMethods calls,
            GasPrices prices,
            long chainId) {
        this.context = context;
        this.pool = pool;
        this.accounts = accounts;
        this.calls = calls;
        this.prices = prices;
        this.chainId = chainId;
    }

    void addTo(MethodTable.Builder table) {
        table.add("eth_accounts", 0, params -> Json.list(accounts.addresses(), address -> Json.bytes(address.bytes())));
        if (accounts.addresses().isEmpty()) {
            return;
        }
        table.add("eth_sendTransaction", 1, this::send)
                .add("eth_signTransaction", 1, this::signTransaction)
                .add(
                        "eth_sign",
                        2,
                        params -> sign(params.required(0, Hex::address), personalHash(params.required(1, Hex::bytes))))
                .add(
                        "personal_sign",
                        3,
                        params -> sign(params.required(1, Hex::address), personalHash(params.required(0, Hex::bytes))))
                .add(
                        "eth_signTypedData_v4",
                        2,
                        params -> sign(params.required(0, Hex::address), params.required(1, TypedData::hash)));
    }

    private JsonNode send(Params params) throws RpcException {
        CallArguments arguments = params.required(0, CallArguments::parse);
        nonces.lock();
        try {
            return Json.hash(TransactionMethods.submit(signed(arguments), pool));
        } finally {
            nonces.unlock();
        }
    }

    private JsonNode signTransaction(Params params) throws RpcException {
        CallArguments arguments = params.required(0, CallArguments::parse);
        if (arguments.gas().isEmpty()) {
            throw RpcException.server("gas not specified");
        }
        if (arguments.gasPrice().isEmpty()
                && (arguments.maxFeePerGas().isEmpty()
                        || arguments.maxPriorityFeePerGas().isEmpty())) {
            throw RpcException.server("missing gasPrice or maxFeePerGas/maxPriorityFeePerGas");
        }
        if (arguments.nonce().isEmpty()) {
            throw RpcException.server("nonce not specified");
        }
        Transaction transaction = signed(arguments);
        ObjectNode json = Json.object();
        json.put("raw", transaction.encode().toHex());
        json.set("tx", TransactionJson.pending(transaction, arguments.from()));
        return json;
    }

    private Transaction signed(CallArguments arguments) throws RpcException {
        arguments.validate(chainId);
        TransactionBody body = filled(arguments);
        return Transaction.of(body, signature(arguments.from(), body.signingHash()));
    }

    /** Fills in what was left out, as geth does: the pending nonce, an estimate of gas, twice the base fee and a tip. */
    private TransactionBody filled(CallArguments arguments) throws RpcException {
        Address from = arguments.from();
        try (Reading reading = context.open()) {
            long committed = reading.reader(new BlockParam.Head())
                    .account(from)
                    .orElse(Account.EMPTY)
                    .nonce();
            long nonce = arguments.nonce().orElseGet(() -> pool.pendingNonce(from, committed));
            Optional<Long> namedGas = arguments.gas();
            long gas = namedGas.isPresent() ? namedGas.get() : calls.estimate(reading, arguments);
            Header next = reading.next();
            UInt256 suggested = prices.tip(reading.chain());
            UInt256 tip = arguments
                    .gasPrice()
                    .or(arguments::maxPriorityFeePerGas)
                    .orElseGet(
                            () -> arguments.maxFeePerGas().map(suggested::min).orElse(suggested));
            UInt256 maxFee = arguments
                    .gasPrice()
                    .or(arguments::maxFeePerGas)
                    .orElseGet(() -> next.baseFeePerGas().multiply(2).add(tip));
            return arguments.body(chainId, nonce, gas, maxFee, tip, arguments.accessList());
        }
    }

    private JsonNode sign(Address signer, Hash message) throws RpcException {
        RecoverableSignature signature = signature(signer, message);
        return Json.bytes(
                Bytes.concat(signature.r().toBytes32(), signature.s().toBytes32(), Bytes.of(27 + signature.yParity())));
    }

    private RecoverableSignature signature(Address signer, Hash message) throws RpcException {
        Optional<RecoverableSignature> signature = accounts.sign(signer, message);
        if (signature.isEmpty()) {
            throw RpcException.server("unknown account");
        }
        return signature.get();
    }

    /** ERC-191, version 0x45. */
    private static Hash personalHash(Bytes message) {
        String prefix = "\u0019Ethereum Signed Message:\n" + message.size();
        return Keccak.hash(Bytes.concat(Bytes.wrap(prefix.getBytes(StandardCharsets.US_ASCII)), message));
    }
}
