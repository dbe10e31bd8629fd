package io.vigil.testnet.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with one direction of a link, from a node to one of its peers.
 *
 * @param cut nothing passes, in either direction
 * @param delay of every message, before {@code jitter}
 * @param jitter how much earlier or later than {@code delay} a message may come, at most {@code delay}
 * @param lossPercent how many of a hundred messages are lost
 */
public record LinkFault(boolean cut, Duration delay, Duration jitter, int lossPercent) {
    /** More than any view waits for. */
    public static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

    private static final int ALL_PERCENT = 100;

    public static final LinkFault NONE = new LinkFault(false, Duration.ZERO, Duration.ZERO, 0);

    /** @throws IllegalArgumentException for what no link can do */
    public LinkFault {
        if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException(
                    "a delay is 0 to " + LONGEST_DELAY.toMillis() + " ms, not " + delay.toMillis() + " ms");
        }
        if (jitter.isNegative() || jitter.compareTo(delay) > 0) {
            throw new IllegalArgumentException(
                    "jitter is 0 to the delay of " + delay.toMillis() + " ms, not " + jitter.toMillis() + " ms");
        }
        if (lossPercent < 0 || lossPercent > ALL_PERCENT) {
            throw new IllegalArgumentException("a loss is 0 to 100 percent, not " + lossPercent);
        }
    }

    LinkFault withCut(boolean other) {
        return new LinkFault(other, delay, jitter, lossPercent);
    }

    LinkFault withDelay(Duration other, Duration otherJitter) {
        return new LinkFault(cut, other, otherJitter, lossPercent);
    }

    public LinkFault withLoss(int percent) {
        return new LinkFault(cut, delay, jitter, percent);
    }

    /** For people: {@code cut}, {@code 200±50 ms}, {@code loses 5 %}. */
    public String words() {
        List<String> words = new ArrayList<>();
        if (cut) {
            words.add("cut");
        }
        if (delay.isPositive()) {
            words.add(delay.toMillis() + (jitter.isPositive() ? "±" + jitter.toMillis() : "") + " ms");
        }
        if (lossPercent > 0) {
            words.add("loses " + lossPercent + " %");
        }
        return String.join(", ", words);
    }

    public ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("cut", cut)
                .put("delayMs", delay.toMillis())
                .put("jitterMs", jitter.toMillis())
                .put("lossPercent", lossPercent);
    }

    /** What {@link #json} wrote. */
    static LinkFault of(JsonNode json) {
        return new LinkFault(
                json.path("cut").asBoolean(),
                Duration.ofMillis(json.path("delayMs").asLong()),
                Duration.ofMillis(json.path("jitterMs").asLong()),
                json.path("lossPercent").asInt());
    }
}
