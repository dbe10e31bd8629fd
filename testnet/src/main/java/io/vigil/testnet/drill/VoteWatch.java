package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.deposits.Eth1Data;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.RpcClient;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.ExtraData;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads every eth1 vote off the chain and holds it against the contract, asked directly: which leader voted in which block,
 * and whether for what the contract held. Blocks that were missed are read at the next look.
 */
final class VoteWatch {
    private static final String DEPOSITS = "0x0000000000000000000000000000000000001001";
    private static final Bytes VOTE = selector("vote(address)");

    private final RpcClient chain;
    private final RpcClient eth1;
    private final Address contract;
    private final List<Address> validators;
    private final Set<Hash> truths = new TreeSet<>();
    private final List<Cast> casts = new ArrayList<>();
    private long height;
    private long eth1Height;

    /** A vote in a block. */
    record Cast(long height, int leader, Hash voteHash) {}

    VoteWatch(HttpClient http, NodePlan node, String eth1Url, Address contract, List<Address> validators)
            throws IOException {
        this.chain = new RpcClient(http, node.rpcUrl());
        this.eth1 = new RpcClient(http, eth1Url);
        this.contract = contract;
        this.validators = List.copyOf(validators);
        this.height = RpcClient.quantity(chain.call("eth_blockNumber"));
    }

    /** Takes in what is new on both chains; one that does not answer shows nothing new. */
    void look() {
        try {
            long newestOfEth1 = RpcClient.quantity(eth1.call("eth_blockNumber"));
            while (eth1Height < newestOfEth1) {
                truths.add(truth(eth1Height + 1));
                eth1Height++;
            }
            long newest = RpcClient.quantity(chain.call("eth_blockNumber"));
            while (height < newest) {
                read(height + 1);
                height++;
            }
        } catch (IOException | MalformedException e) {
            // no answer this time
        }
    }

    /** The newest block that was read. */
    long height() {
        return height;
    }

    /** Votes of these leaders for something that the contract did not hold. */
    List<Cast> wrong(List<Integer> leaders) {
        return casts.stream()
                .filter(cast -> leaders.contains(cast.leader()) && !truths.contains(cast.voteHash()))
                .toList();
    }

    private Hash truth(long number) throws IOException {
        JsonNode block = eth1.call("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
        Hash hash = Hash.fromHex(block.path("hash").asText());
        Bytes count = view(hash, "0x621fd130");
        boolean made = count.size() >= 72; // no contract yet: no answer
        long deposits = made ? Long.reverseBytes(count.getLong(64)) : 0;
        Hash root = made ? new Hash(view(hash, "0xc5f2892f")) : Hash.ZERO;
        return new Eth1Data(number, hash, root, deposits).voteHash();
    }

    private Bytes view(Hash block, String selector) throws IOException {
        return Bytes.fromHex(eth1.call(
                        "eth_call",
                        Map.of("to", contract.toHex(), "data", selector),
                        Map.of("blockHash", block.toHex()))
                .asText());
    }

    private void read(long number) throws IOException, MalformedException {
        String block = "0x" + Long.toHexString(number);
        JsonNode header = chain.call("eth_getBlockByNumber", block, false);
        int leader = ExtraData.decode(Bytes.parseHex(header.path("extraData").asText()))
                .leader();
        Bytes question = Bytes.concat(
                VOTE, Bytes.wrap(new byte[12]), validators.get(leader).bytes());
        Bytes answer = Bytes.fromHex(chain.call("eth_call", Map.of("to", DEPOSITS, "data", question.toHex()), block)
                .asText());
        boolean cast = UInt256.of(answer.slice(0, 32)).toLong() == 1
                && UInt256.of(answer.slice(96, 32)).toLong() == number;
        if (cast) {
            casts.add(new Cast(number, leader, new Hash(answer.slice(32, 32))));
        }
    }

    private static Bytes selector(String signature) {
        return Keccak.hash(Bytes.wrap(signature.getBytes(StandardCharsets.US_ASCII)))
                .bytes()
                .slice(0, 4);
    }
}
