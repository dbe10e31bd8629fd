package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.RpcClient;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.ExtraData;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Watches one node's blocks: how many come, and whether one is stamped far from the machine's time. */
final class ChainWatch {
    /** A stamp may be so far from the machine's time when the block was stamped. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private final RpcClient client;
    private final List<String> blocks = new ArrayList<>();
    private final Set<Long> views = new TreeSet<>();
    private long height = -1;
    private long view;
    private long firstView;

    ChainWatch(HttpClient http, NodePlan node) {
        this.client = new RpcClient(http, node.rpcUrl());
    }

    /** What the stamps of the blocks seen so far were: {@code unknown} are those whose leader's log does not have them. */
    record Stamps(long wrong, long unknown, Duration farthest) {}

    /** Takes in every block since the last look; a node that does not answer shows nothing new. */
    void look() {
        try {
            long latest = RpcClient.quantity(client.call("eth_blockNumber"));
            if (height < 0) {
                height = latest; // made before we looked
                firstView = view(client.call("eth_getBlockByNumber", hex(latest), false));
                view = firstView;
            }
            while (height < latest) {
                JsonNode block = client.call("eth_getBlockByNumber", hex(height + 1), false);
                blocks.add(block.path("hash").asText());
                view = view(block);
                views.add(view);
                height++;
            }
        } catch (IOException | MalformedException | NumberFormatException e) {
            // no answer this time: the phase counts blocks, not answers
        }
    }

    /** Gives the chain something to do, so that blocks come as fast as they may. */
    void pay() {
        String account = DevelopmentAccounts.addresses().getFirst().toHex();
        try {
            client.call("eth_sendTransaction", java.util.Map.of("from", account, "to", account, "value", "0x1"));
        } catch (IOException e) {
            // the phase counts blocks
        }
    }

    long height() {
        return height;
    }

    long blocks() {
        return blocks.size();
    }

    /** Views from the first look to the newest block. */
    long passed() {
        return view - firstView;
    }

    /** Views that brought no block. */
    long lost() {
        return Math.max(0, view - firstView - blocks());
    }

    /** Most of them in a row. */
    long lostInARow() {
        long longest = 0;
        long run = 0;
        for (long between = firstView + 1; between < view; between++) {
            run = views.contains(between) ? 0 : run + 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /** The same by the member that led them: index in the set, and how many. */
    SortedMap<Integer, Long> lostByLeader(LeaderRotation rotation) {
        SortedMap<Integer, Long> lost = new TreeMap<>();
        for (long between = firstView + 1; between < view; between++) {
            if (!views.contains(between)) {
                lost.merge(rotation.leader(between), 1L, Long::sum);
            }
        }
        return lost;
    }

    Stamps stamps(StampLog log) {
        log.read();
        long wrong = 0;
        long unknown = 0;
        Duration farthest = Duration.ZERO;
        for (String block : blocks) {
            Optional<Duration> distance = log.distance(block).map(Duration::abs);
            unknown += distance.isEmpty() ? 1 : 0;
            wrong += distance.filter(far -> far.compareTo(TOLERANCE) > 0).isPresent() ? 1 : 0;
            Duration so = farthest;
            farthest = distance.filter(far -> far.compareTo(so) > 0).orElse(so);
        }
        return new Stamps(wrong, unknown, farthest);
    }

    private static long view(JsonNode block) throws MalformedException {
        return ExtraData.decode(Bytes.parseHex(block.path("extraData").asText()))
                .view();
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }
}
