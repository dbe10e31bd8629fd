package io.vigil.storage.rocks;

import java.util.List;

/**
 * What a scrub read.
 *
 * @param bytes of keys and values
 * @param findings one line per table that could not be read to its end, with the damaged file's name
 */
public record ScrubReport(long rows, long bytes, List<String> findings) {
    public ScrubReport {
        findings = List.copyOf(findings);
    }
}
