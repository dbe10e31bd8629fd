package io.vigil.testnet.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.testnet.bench.TrialWatch.Look;
import java.time.Duration;

/**
 * What one fault did.
 *
 * @param json for programs; its {@code held} is ours
 */
record TrialLine(ObjectNode json) {
    /**
     * @param broken when the fault ended
     * @param after when the network had gone on
     */
    static TrialLine of(String name, Look before, Look broken, Look after) {
        double seconds = (broken.nanos() - before.nanos()) / 1e9;
        return new TrialLine(JsonNodeFactory.instance
                .objectNode()
                .put("fault", name)
                .put("seconds", Math.round(seconds * 10) / 10.0)
                .put("blocksMeanwhile", broken.height() - before.height())
                .put("blocksPerSecond", Math.round(broken.rateSince(before) * 100) / 100.0)
                .put("nodesCpu", cores(before.cpu(), broken.cpu(), seconds))
                .put("ownCpu", cores(before.ownCpu(), broken.ownCpu(), seconds))
                .put("residentBytesBefore", before.residentBytes())
                .put("residentBytesAfter", after.residentBytes())
                .put("openFilesBefore", before.openFiles())
                .put("openFilesAfter", after.openFiles())
                .put("held", after.isBoundedSince(before)));
    }

    /** How many cores were busy on average. */
    private static double cores(Duration before, Duration after, double seconds) {
        return Math.round(after.minus(before).toMillis() / seconds / 10) / 100.0;
    }

    boolean held() {
        return json.path("held").asBoolean();
    }

    /** The next block after the fault came within one timeout, or not. */
    TrialLine resumed(long millis, long limitMillis) {
        json.put("msToNextBlock", millis).put("limitMs", limitMillis);
        return needs(millis <= limitMillis);
    }

    /** Notes one more thing that had to hold. */
    TrialLine needs(boolean condition) {
        json.put("held", held() && condition);
        return this;
    }

    String words() {
        StringBuilder words = new StringBuilder(json.path("fault").asText());
        words.append(": ").append(json.path("blocksPerSecond").asText()).append(" blocks/s");
        if (json.has("msToNextBlock")) {
            words.append(", the next ")
                    .append(json.path("msToNextBlock").asLong())
                    .append(" ms after healing");
        }
        if (json.has("ratio")) {
            words.append(", ").append(json.path("ratio").asText()).append(" of the rate without it");
        }
        if (json.has("framesSent")) {
            words.append(", ")
                    .append(json.path("framesSent").asLong())
                    .append(" frames sent, let in ")
                    .append(json.path("admissions").asLong())
                    .append(" times of ")
                    .append(json.path("attempts").asLong());
        }
        words.append(", cores ")
                .append(json.path("nodesCpu").asText())
                .append(" nodes, ")
                .append(json.path("ownCpu").asText())
                .append(" ours, at most ")
                .append(json.path("residentBytesBefore").asLong() >> 20)
                .append(" then ")
                .append(json.path("residentBytesAfter").asLong() >> 20)
                .append(" MiB, ")
                .append(json.path("openFilesBefore").asLong())
                .append(" then ")
                .append(json.path("openFilesAfter").asLong())
                .append(" files");
        return words.append(held() ? "" : ": NOT HELD").toString();
    }
}
