package io.vigil.deposits.http;

import java.net.URI;
import java.time.Duration;

/**
 * One eth1 node and what it may cost.
 *
 * @param timeout for a whole answer, body included
 * @param maxBodyBytes of an answer
 */
public record EndpointSettings(URI url, Duration timeout, int requestsPerSecond, int maxBodyBytes) {
    public static final int DEFAULT_MAX_BODY_BYTES = 32 << 20;

    public static EndpointSettings of(URI url) {
        return new EndpointSettings(url, Duration.ofSeconds(10), 20, DEFAULT_MAX_BODY_BYTES);
    }
}
