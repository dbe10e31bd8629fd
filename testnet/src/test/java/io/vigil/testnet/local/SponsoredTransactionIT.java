package io.vigil.testnet.local;

import static io.vigil.testnet.local.DevNode.call;
import static io.vigil.testnet.local.DevNode.key;
import static io.vigil.testnet.local.DevNode.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Free gas from end to end: a sender without a wei, a contract that pays, a real node asked by RPC. */
class SponsoredTransactionIT {
    private static final Address SPONSOR_BOOK = Address.ofInt(0x1003);
    private static final UInt256 DEPOSIT = UInt256.of(1_000_000_000_000_000_000L);
    private static final long MAX_GAS = 100_000;

    /** A key that no account of the genesis has. */
    private static final Bytes POOR = Bytes.fromHex("5e".repeat(32));

    /** Deploys 60 01 5f 55 00, which stores 1 in slot 0. */
    private static final Bytes STORES_ONE = Bytes.fromHex("6460015f55005f526005601bf3");

    @Test
    void aContractPaysForASenderWithoutMoney(@TempDir Path folder) throws Exception {
        try (DevNode node = DevNode.open(folder.resolve("dev"))) {
            Address contract = deploySponsor(node);
            Address sender = DevNode.address(POOR);
            UInt256 bookBefore = node.balance(SPONSOR_BOOK);
            assertThat(node.balance(sender)).isEqualTo(UInt256.ZERO);

            JsonNode receipt = node.receipt(
                    node.send(POOR, new Target.Call(contract), UInt256.ZERO, Bytes.EMPTY, MAX_GAS, UInt256.ZERO));

            assertThat(receipt.path("status").asText()).isEqualTo("0x1");
            assertThat(receipt.path("sponsor").asText()).isEqualTo(contract.toHex());
            assertThat(receipt.path("effectiveGasPrice").asText()).isEqualTo("0x0");
            assertThat(node.balance(sender)).isEqualTo(UInt256.ZERO);
            assertThat(paid(node, receipt)).isEqualTo(bookBefore.subtract(node.balance(SPONSOR_BOOK)));
            JsonNode slot = node.rpc().call("eth_getStorageAt", contract.toHex(), "0x0", "latest");
            assertThat(UInt256.parseQuantity("0x" + slot.asText().substring(65)))
                    .isEqualTo(UInt256.ONE);
            refusals(node, contract);
        }
    }

    /** Base fee of the block, and the sponsor's tip of 2, for the gas that was used. */
    private static UInt256 paid(DevNode node, JsonNode receipt) throws Exception {
        JsonNode block =
                node.rpc().call("eth_getBlockByHash", receipt.path("blockHash").asText(), false);
        UInt256 price =
                UInt256.parseQuantity(block.path("baseFeePerGas").asText()).add(UInt256.of(2));
        return price.multiply(RpcClient.quantity(receipt.path("gasUsed")));
    }

    private static void refusals(DevNode node, Address contract) {
        Target call = new Target.Call(contract);
        refused(node, new Target.Create(), MAX_GAS, UInt256.ZERO, "a contract creation cannot be sponsored");
        refused(node, new Target.Call(Address.ofInt(0xdead)), MAX_GAS, UInt256.ZERO, "an account without code");
        refused(node, new Target.Call(Address.ofInt(1)), MAX_GAS, UInt256.ZERO, "a built-in contract cannot sponsor");
        refused(node, new Target.Call(SPONSOR_BOOK), MAX_GAS, UInt256.ZERO, "a built-in contract cannot sponsor");
        refused(node, call, MAX_GAS + 1, UInt256.ZERO, "gas limit 100001 above the sponsor's 100000");
        refused(node, call, MAX_GAS, UInt256.ONE, "max fee per gas less than block base fee");
    }

    private static void refused(DevNode node, Target target, long gas, UInt256 fee, String why) {
        ThrowingCallable act = () -> node.send(POOR, target, UInt256.ZERO, Bytes.EMPTY, gas, fee);
        assertThatThrownBy(act)
                .hasMessageContaining("max fee per gas less than block base fee")
                .hasMessageContaining(why);
    }

    private static Address deploySponsor(DevNode node) throws Exception {
        Bytes owner = key(0);
        JsonNode created = node.run(owner, new Target.Create(), UInt256.ZERO, STORES_ONE);
        Address contract = Address.fromHex(created.path("contractAddress").asText());
        Target book = new Target.Call(SPONSOR_BOOK);
        node.run(owner, book, DEPOSIT, call("deposit(address)", word(contract)));
        node.run(owner, book, UInt256.ZERO, call("claim(address,uint64)", word(contract), UInt256.ZERO));
        UInt256 maxPrice = DevNode.FEE_CAP;
        node.run(
                owner,
                book,
                UInt256.ZERO,
                call(
                        "setPolicy(address,uint256,uint256,uint256,uint64,bool,bool)",
                        word(contract),
                        maxPrice,
                        UInt256.of(2),
                        UInt256.MAX,
                        UInt256.of(MAX_GAS),
                        UInt256.ONE,
                        UInt256.ONE));
        return contract;
    }
}
