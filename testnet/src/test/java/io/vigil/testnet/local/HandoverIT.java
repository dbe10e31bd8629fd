package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vigil.governance.Governance;
import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.contracts.SignedCall;
import io.vigil.governance.registry.Possession;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.keys.NodeKeys;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One validator joins by vote, one leaves, one changes its key, under load, on five real processes. */
class HandoverIT {
    private static final int JOINER = 4;
    private static final int LEAVER = 3;
    private static final int REKEYED = 1;
    private static final long YES = 1;
    private static final long IN = 0;
    private static final Bytes SENDER = DevelopmentAccounts.secretKeys().get(8);

    private static final long LENGTH = 20;

    @TempDir
    private Path folder;

    private final List<BlsSecretKey> keys = new ArrayList<>();
    private final Map<Address, Long> nonces = new HashMap<>();
    private EpochNetwork network;
    private ChainIdentity chain;
    private long nonce;

    @BeforeEach
    void createNetwork() throws Exception {
        network = EpochNetwork.create(folder, 30_545, 5, 4, "authority", LENGTH);
        Genesis genesis = NewHome.readGenesis(network.node(0).home().genesisFile());
        chain = new ChainIdentity(genesis.chainId(), GenesisBlock.hash(genesis));
    }

    @Test
    void aValidatorJoinsOneLeavesAndOneChangesItsKeyAndNothingIsLost() throws Exception {
        try (EpochNetwork running = network;
                Transfers load = new Transfers(running::running)) {
            for (NodePlan node : network.nodes()) {
                keys.add(keys(node).validator().orElseThrow());
            }
            BlsSecretKey fresh = NodeKeys.addValidator(network.node(REKEYED).home(), new SecureRandom());
            network.startAll();
            load.start();
            network.awaitHeight(0, 2);

            register();
            voteIn();
            signed(LEAVER, Governance.VALIDATORS, "exit(address)", new AbiWriter().address(address(LEAVER)));
            rotate(fresh);
            EpochNetwork.await("the new set", () -> isInForce(fresh));
            long height = network.height(0);
            long lostBefore = network.lostViews(LENGTH + 1);
            long epoch = network.extra(height).epoch();
            network.stop(network.node(LEAVER)); // of no use any more: all others go on
            network.awaitHeight(0, height + LENGTH);
            load.end();

            network.allArrived(load, 0, REKEYED, 2, JOINER);
            for (int node : new int[] {0, REKEYED, 2, JOINER}) {
                assertThat(network.voteEpochs(node).max().orElse(-1))
                        .as("node%d votes", node)
                        .isGreaterThanOrEqualTo(epoch);
            }
            long end = network.height(0);
            System.out.println(load.sent().size() + " transfers in " + end + " blocks, the new set from epoch " + epoch
                    + " of " + (network.extra(end).epoch() + 1) + "; views without a block: " + lostBefore
                    + " in the first epoch, while processes warm up, " + (network.lostViews(end) - lostBefore)
                    + " after it");
        }
    }

    private void register() throws Exception {
        BlsSecretKey key = keys.get(JOINER);
        Bytes nodeId = keys(network.node(JOINER)).node().id();
        AbiWriter arguments = new AbiWriter()
                .bytes(key.publicKey().bytes())
                .bytes(Possession.prove(chain, address(JOINER), key).bytes())
                .hash(new Hash(nodeId))
                .address(Address.ZERO)
                .address(Address.ZERO)
                .text("the fifth");
        call(
                Governance.VALIDATORS,
                SignedCall.input("register(bytes,bytes,bytes32,address,address,string)", arguments));
    }

    private void voteIn() throws Exception {
        long ends = network.extra(network.height(0)).epoch() + 4;
        AbiWriter proposal = new AbiWriter()
                .address(address(0))
                .number(IN)
                .address(address(JOINER))
                .number(1)
                .number(ends);
        signed(0, Governance.GOVERNANCE, "proposeMember(address,uint8,address,uint64,uint64)", proposal);
        for (int voter = 0; voter < JOINER; voter++) {
            AbiWriter vote = new AbiWriter().address(address(voter)).number(1).number(YES);
            signed(voter, Governance.GOVERNANCE, "vote(address,uint256,uint8)", vote);
        }
    }

    private void rotate(BlsSecretKey fresh) throws Exception {
        Address validator = address(REKEYED);
        AbiWriter arguments = new AbiWriter()
                .address(validator)
                .bytes(fresh.publicKey().bytes())
                .bytes(Possession.prove(chain, validator, fresh).bytes());
        signed(REKEYED, Governance.VALIDATORS, "rotateKey(address,bytes,bytes)", arguments);
    }

    /** Whether the members are those that were asked for. */
    private boolean isInForce(BlsSecretKey fresh) throws Exception {
        String members = network.rpc(0)
                .call(
                        "eth_call",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("to", Governance.GOVERNANCE.toHex())
                                .put(
                                        "data",
                                        SignedCall.input("members()", new AbiWriter())
                                                .toHex()),
                        "latest")
                .asText();
        return has(members, fresh)
                && has(members, keys.get(JOINER))
                && !has(members, keys.get(LEAVER))
                && !has(members, keys.get(REKEYED));
    }

    private static boolean has(String members, BlsSecretKey key) {
        return members.contains(key.publicKey().bytes().toHex().substring(2));
    }

    private Address address(int validator) {
        return ValidatorRecord.addressOf(keys.get(validator).publicKey().bytes());
    }

    /** A call that the validator's key signs and an account without any rights sends. */
    private void signed(int validator, Address contract, String method, AbiWriter arguments) throws Exception {
        Address of = address(validator);
        Address place = new Address(Bytes.concat(
                of.bytes().slice(0, Address.SIZE - 1), contract.bytes().slice(Address.SIZE - 1, 1)));
        long next = nonces.merge(place, 1L, Long::sum) - 1;
        call(
                contract,
                SignedCall.wrap(chain, keys.get(validator), contract, of, next, SignedCall.input(method, arguments)));
    }

    private void call(Address contract, Bytes input) throws Exception {
        TransactionBody.DynamicFee body = new TransactionBody.DynamicFee(
                NetworkPlan.DEFAULT_CHAIN_ID,
                nonce++,
                UInt256.of(1),
                UInt256.of(10_000_000_000L),
                2_000_000,
                new Target.Call(contract),
                UInt256.ZERO,
                input,
                List.of());
        Transaction transaction = body.sign(SENDER);
        network.rpc(0).call("eth_sendRawTransaction", transaction.encode().toHex());
        EpochNetwork.await(
                "the receipt of a call", () -> !network.receipt(0, transaction).isNull());
        JsonNode receipt = network.receipt(0, transaction);
        assertThat(receipt.path("status").asText()).as("%s", receipt).isEqualTo("0x1");
    }

    private static NodeKeys keys(NodePlan node) {
        NodeConfig.Keys config = new NodeConfig.Keys(
                true, node.home().validatorKeyFile(), node.home().validatorPasswordFile(), true);
        return NodeKeys.open(node.home(), config, Map.of());
    }
}
