package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.RpcClient;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.ExtraData;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Watches one node's blocks: how many come, and whether one is stamped far from the machine's time. */
final class ChainWatch {
    /** A stamp may be so far from the moment the block was made. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    /** A block is stamped when it is built and seen when it is committed: on a busy machine, this much later. */
    private static final Duration DELIVERY = Duration.ofSeconds(2);

    private final RpcClient client;
    private final InstantSource machine;
    private Instant seenBefore;
    private long height = -1;
    private long firstHeight = -1;
    private long view;
    private long firstView;
    private long wrongStamps;
    private Duration farthest = Duration.ZERO;

    ChainWatch(HttpClient http, NodePlan node, InstantSource machine) {
        this.client = new RpcClient(http, node.rpcUrl());
        this.machine = machine;
        this.seenBefore = machine.instant();
    }

    /** Looks once; a node that does not answer shows nothing new. */
    void look() {
        try {
            JsonNode block = client.call("eth_getBlockByNumber", "latest", false);
            Instant now = machine.instant();
            long number = RpcClient.quantity(block.path("number"));
            if (number > height) {
                judge(Instant.ofEpochSecond(RpcClient.quantity(block.path("timestamp"))), now);
                view = ExtraData.decode(Bytes.parseHex(block.path("extraData").asText()))
                        .view();
                height = number;
            }
            if (firstHeight < 0) {
                firstHeight = number;
                firstView = view;
            }
            seenBefore = now;
        } catch (IOException | MalformedException | NumberFormatException e) {
            // no answer this time: the phase counts blocks, not answers
        }
    }

    /** The block was committed between the last look and this one; its stamp is in whole seconds, cut off. */
    private void judge(Instant stamp, Instant now) {
        if (height < 0) {
            return; // made before we looked
        }
        Duration ahead = Duration.between(now, stamp);
        Duration behind = Duration.between(stamp.plusSeconds(1), seenBefore).minus(DELIVERY);
        Duration off = ahead.compareTo(behind) > 0 ? ahead : behind;
        farthest = farthest.compareTo(off) > 0 ? farthest : off;
        wrongStamps += off.compareTo(TOLERANCE) > 0 ? 1 : 0;
    }

    long height() {
        return height;
    }

    long blocks() {
        return Math.max(0, height - firstHeight);
    }

    /** Views that brought no block. */
    long lost() {
        return Math.max(0, view - firstView - blocks());
    }

    long wrongStamps() {
        return wrongStamps;
    }

    /** How far the worst stamp lay outside the time in which its block can have been made. */
    Duration farthest() {
        return farthest;
    }
}
