package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * How fast one core answers, beside how fast it signs at all: the ratio is what batching is worth. Sockets excluded.
 *
 * @param signaturesPerSecond bare Ed25519 signatures
 * @param singlePerSecond replies when every question comes alone
 * @param batchedPerSecond replies when {@link ReplyBatch#MAX_QUESTIONS} come together
 */
public record ServingRate(long signaturesPerSecond, long singlePerSecond, long batchedPerSecond) {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** @param each how long to measure each of the three; a third of it goes before, to warm up */
    public static ServingRate measure(Duration each, LongSupplier monoNanos) {
        Random random = new Random(1);
        LongTermKey key = new LongTermKey(bytes(random));
        List<Dialect> spoken = List.of(Dialect.VERSION_1, Dialect.DRAFT_19);
        ReplyBatch batch = new ReplyBatch(key, spoken, random);
        List<Bytes> questions = new ArrayList<>();
        for (int i = 0; i < ReplyBatch.MAX_QUESTIONS; i++) {
            questions.add(
                    RoughtimeRequest.ask(spoken, key.publicKey(), bytes(random)).packet());
        }
        Bytes seed = bytes(random);
        Bytes message = bytes(random);
        return new ServingRate(
                rate(each, monoNanos, 1, () -> Ed25519.sign(seed, Bytes.EMPTY, message)),
                rate(each, monoNanos, 1, () -> batch.answer(questions.subList(0, 1), NANOS_PER_SECOND, 0)),
                rate(each, monoNanos, questions.size(), () -> batch.answer(questions, NANOS_PER_SECOND, 0)));
    }

    private static Bytes bytes(Random random) {
        byte[] array = new byte[LongTermKey.SEED_BYTES];
        random.nextBytes(array);
        return Bytes.wrap(array);
    }

    private static long rate(Duration each, LongSupplier monoNanos, int perRun, Runnable run) {
        count(each.dividedBy(3), monoNanos, run);
        return count(each, monoNanos, run) * perRun * NANOS_PER_SECOND / each.toNanos();
    }

    private static long count(Duration duration, LongSupplier monoNanos, Runnable run) {
        long end = monoNanos.getAsLong() + duration.toNanos();
        long runs = 0;
        while (monoNanos.getAsLong() < end) {
            run.run();
            runs++;
        }
        return runs;
    }
}
