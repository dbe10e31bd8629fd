package io.vigil.timesync.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.timesync.Trials;
import io.vigil.timesync.ntp.NtpPacket;
import io.vigil.timesync.ntp.NtpReply;
import io.vigil.timesync.roughtime.Dialect;
import io.vigil.timesync.roughtime.LongTermKey;
import io.vigil.timesync.roughtime.ReplyBatch;
import io.vigil.timesync.roughtime.ReplyCheck;
import io.vigil.timesync.roughtime.RoughtimeReply;
import io.vigil.timesync.roughtime.RoughtimeRequest;
import io.vigil.types.Bytes;
import io.vigil.types.testing.Seeds;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * G8. Hostile datagrams at every place where one comes in: nothing escapes, nothing false is accepted, and no reply is
 * larger than its question.
 */
class DatagramFuzzTest {
    private static final long NOW = 1_795_220_000_000_000_000L;
    private static final List<Dialect> ALL =
            List.of(Dialect.VERSION_1, Dialect.DRAFT_19, Dialect.DRAFT_11, Dialect.GOOGLE);

    /** Far below what a length field of four bytes could ask for; making the datagram itself is in it. */
    private static final long MAX_ALLOCATED = 1 << 20;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long mostAllocated;
    private long asked;
    private long told;
    private long answered;
    private final LongTermKey key = new LongTermKey(Seeds.of(1).bytes(LongTermKey.SEED_BYTES));

    @Test
    void noDatagramDoesHarm() {
        Trials trials = Trials.of("datagrams", 100_000);
        Seeds seeds = Seeds.of(trials.random().nextLong());
        ReplyBatch batch = new ReplyBatch(key, ALL, new Random(1));
        RoughtimeRequest request = request(seeds);
        Bytes reply = batch.answer(List.of(request.packet()), NOW, 0).getFirst();
        assertThat(check(request, reply)).isInstanceOf(ReplyCheck.Valid.class);
        List<Bytes> questions = new ArrayList<>();
        for (int i = 0; i < trials.count(); i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            switch (seeds.nextInt(16)) {
                case 0 -> hostileReply(request, reply, seeds);
                case 1, 2, 3, 4, 5, 6, 7 -> hostileNtp(seeds);
                default -> questions.add(hostileQuestion(request(seeds).packet(), seeds));
            }
            mostAllocated = Math.max(mostAllocated, THREADS.getCurrentThreadAllocatedBytes() - before);
            if (questions.size() == ReplyBatch.MAX_QUESTIONS || i == trials.count() - 1) {
                answer(batch, questions);
                questions.clear();
            }
        }
        assertThat(mostAllocated).isLessThan(MAX_ALLOCATED);
        System.out.println("most bytes allocated for one datagram: " + mostAllocated);
        System.out.println("datagrams answered: " + answered + ", bytes asked " + asked + ", bytes answered " + told);
    }

    /** A batch of hostile and honest questions: nobody gets more than it sent. */
    private void answer(ReplyBatch batch, List<Bytes> questions) {
        List<Bytes> answers = batch.answer(questions, NOW, 0);
        assertThat(answers).hasSameSizeAs(questions);
        for (int i = 0; i < questions.size(); i++) {
            Bytes answer = answers.get(i);
            assertThat(answer.size()).isLessThanOrEqualTo(questions.get(i).size());
            asked += questions.get(i).size();
            told += answer.size();
            answered += answer.isEmpty() ? 0 : 1;
        }
    }

    private void hostileReply(RoughtimeRequest request, Bytes reply, Seeds seeds) {
        Bytes hostile = seeds.oneIn(8) ? seeds.bytes(seeds.nextInt(1500)) : seeds.damage(reply);
        ReplyCheck check = check(request, hostile);
        // Only what no signature or hash covers may change unnoticed: nothing, but for unknown tags.
        if (check instanceof ReplyCheck.Valid valid) {
            assertThat(valid).isEqualTo(check(request, reply));
        }
    }

    private static Bytes hostileQuestion(Bytes question, Seeds seeds) {
        return switch (seeds.nextInt(4)) {
            case 0 -> seeds.bytes(seeds.nextInt(1500));
            case 1 -> question;
            default -> seeds.damage(question);
        };
    }

    private static void hostileNtp(Seeds seeds) {
        long nonce = seeds.nextLong();
        Bytes honest = Bytes.concat(
                Bytes.of(0x24, 1 + seeds.nextInt(16), 6, seeds.nextInt(256)),
                seeds.oneIn(2) ? seeds.bytes(20) : Bytes.wrap(new byte[20]),
                Bytes.ofLong(nonce),
                seeds.bytes(8),
                seeds.bytes(8));
        Bytes hostile = switch (seeds.nextInt(4)) {
            case 0 -> seeds.bytes(seeds.nextInt(100));
            case 1 -> honest;
            case 2 -> NtpPacket.question(nonce);
            default -> seeds.damage(honest);
        };
        long sent = seeds.nonNegativeLong() >>> 8;
        NtpReply reply = NtpReply.check(nonce, hostile, sent, sent + seeds.nextInt(2_000_000_000));
        if (reply instanceof NtpReply.Valid(var measurement)) {
            assertThat(measurement.distanceNanos()).isBetween(0L, NtpReply.MAX_DISTANCE.toNanos());
        }
    }

    private ReplyCheck check(RoughtimeRequest request, Bytes reply) {
        return RoughtimeReply.check(key.publicKey(), request.packet(), reply);
    }

    private RoughtimeRequest request(Seeds seeds) {
        return RoughtimeRequest.ask(List.of(Dialect.VERSION_1, Dialect.DRAFT_19), key.publicKey(), seeds.bytes(32));
    }
}
