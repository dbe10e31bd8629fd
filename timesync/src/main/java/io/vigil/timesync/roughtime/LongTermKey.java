package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import java.util.Map;

/** A server's identity: the key its clients know. It signs delegations and nothing else, so it can stay offline. */
public final class LongTermKey {
    public static final int SEED_BYTES = 32;

    private final Bytes seed;
    private final Bytes publicKey;

    public LongTermKey(Bytes seed) {
        if (seed.size() != SEED_BYTES) {
            throw new IllegalArgumentException("a seed of " + seed.size() + " bytes");
        }
        this.seed = seed;
        this.publicKey = Ed25519.publicKey(seed);
    }

    public Bytes publicKey() {
        return publicKey;
    }

    /**
     * Lets the key of {@code onlineSeed} sign times between two others, in units of the dialect.
     *
     * @param notBefore MINT; {@code notAfter} is MAXT
     */
    public ReplySigner delegate(Dialect dialect, Bytes onlineSeed, long notBefore, long notAfter) {
        Bytes delegation = RoughtimeMessage.of(Map.of(
                        Tag.PUBK, Ed25519.publicKey(onlineSeed),
                        Tag.MINT, LittleEndian.of64(notBefore),
                        Tag.MAXT, LittleEndian.of64(notAfter)))
                .encode();
        Bytes signature = Ed25519.sign(seed, dialect.delegationContext(), delegation);
        Bytes certificate = RoughtimeMessage.of(Map.of(Tag.SIG, signature, Tag.DELE, delegation))
                .encode();
        return new ReplySigner(dialect, onlineSeed, certificate);
    }

    /** Never the seed. */
    @Override
    public String toString() {
        return "LongTermKey " + publicKey;
    }
}
