package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.List;
import java.util.Objects;

/** What a server makes of a datagram. What it refuses it does not answer at all: there are no error replies. */
public sealed interface RequestCheck {
    record Answerable(RoughtimeRequest request, Dialect dialect) implements RequestCheck {
        public Answerable {
            Objects.requireNonNull(request);
            Objects.requireNonNull(dialect);
        }
    }

    record Ignored(String why) implements RequestCheck {}

    /**
     * @param supported what the server speaks, best first
     * @param server the hash of its long-term key, {@link RoughtimeRequest#server}
     */
    static RequestCheck of(Bytes datagram, List<Dialect> supported, Bytes server) {
        if (datagram.size() < RoughtimeRequest.MIN_BYTES) {
            return new Ignored("shorter than " + RoughtimeRequest.MIN_BYTES + " bytes");
        }
        RoughtimeRequest request;
        try {
            request = RoughtimeRequest.parse(datagram);
        } catch (MalformedException e) {
            return new Ignored(String.valueOf(e.getMessage()));
        }
        if (!request.server().isEmpty() && !request.server().equals(server)) {
            return new Ignored("asks for another key");
        }
        for (Dialect dialect : supported) {
            if (offers(request, dialect)) {
                return new Answerable(request, dialect);
            }
        }
        return new Ignored("no version in common, or TYPE is not 0");
    }

    private static boolean offers(RoughtimeRequest request, Dialect dialect) {
        if (!dialect.isFramed()) {
            return !request.isFramed();
        }
        return request.versions().contains(dialect.version())
                && (!dialect.coversRequest() || request.type().equals(LittleEndian.of32(0)));
    }
}
