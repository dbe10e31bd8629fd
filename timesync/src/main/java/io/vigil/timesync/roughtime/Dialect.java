package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The wires that real servers speak, as rows of data. */
public enum Dialect {
    /** The original: no frame, no version, 64-byte hashes, microseconds. */
    GOOGLE(0, 64, 1_000, "--"),
    DRAFT_08(0x80000008, 32, 1_000_000_000, "--"),
    /** What roughtime.cloudflare.com speaks. */
    DRAFT_11(0x8000000b, 32, 1_000_000_000, "--"),
    /** Drafts 14 to 19. The word is also that of -12 and -13, which had no TYPE: we always send and demand it. */
    DRAFT_19(0x8000000c, 32, 1_000_000_000, ""),
    /** The number of the published protocol; the same wire as {@link #DRAFT_19}. */
    VERSION_1(1, 32, 1_000_000_000, "");

    private static final int DRAFT_10 = 0x8000000a;

    private final int version;
    private final int hashBytes;
    private final long unitNanos;
    private final Bytes delegationContext;

    Dialect(int version, int hashBytes, long unitNanos, String delegationEnd) {
        this.version = version;
        this.hashBytes = hashBytes;
        this.unitNanos = unitNanos;
        this.delegationContext = context("RoughTime v1 delegation signature" + delegationEnd);
    }

    private static Bytes context(String text) {
        return Bytes.wrap((text + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    /** The version word on the wire. */
    public int version() {
        return version;
    }

    /** What one step of MIDP, RADI, MINT and MAXT means. */
    public long unitNanos() {
        return unitNanos;
    }

    static Optional<Dialect> ofVersion(int version) {
        return Arrays.stream(values())
                .filter(dialect -> dialect.isFramed() && dialect.version == version)
                .findFirst();
    }

    /** Nodes of the tree, the root and the nonce have this size. */
    int hashBytes() {
        return hashBytes;
    }

    boolean isFramed() {
        return this != GOOGLE;
    }

    /** Whether TYPE is sent, the leaf covers the whole request packet, and SREP holds the version. */
    boolean coversRequest() {
        return this == DRAFT_19 || this == VERSION_1;
    }

    /** Whether a request may name the key it expects. */
    boolean hasServerTag() {
        return isFramed() && (this == VERSION_1 || Integer.compareUnsigned(version, DRAFT_10) >= 0);
    }

    Bytes delegationContext() {
        return delegationContext;
    }

    Bytes responseContext() {
        return context("RoughTime v1 response signature");
    }
}
