package io.vigil.timesync.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.timesync.clock.MachineClocks;
import io.vigil.timesync.roughtime.Dialect;
import io.vigil.timesync.roughtime.LongTermKey;
import io.vigil.timesync.roughtime.ReplyBatch;
import io.vigil.timesync.roughtime.ReplyCheck;
import io.vigil.timesync.roughtime.RoughtimeReply;
import io.vigil.timesync.roughtime.RoughtimeRequest;
import io.vigil.timesync.roughtime.SignedTime;
import io.vigil.types.Bytes;
import io.vigil.types.testing.Seeds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RoughtimeServerTest {
    private static final long NOW = 1_795_220_000_000_000_000L;
    private static final List<Dialect> SPOKEN = List.of(Dialect.VERSION_1, Dialect.DRAFT_19);

    private final LongTermKey key = new LongTermKey(Seeds.of(7).bytes(LongTermKey.SEED_BYTES));
    private final Seeds seeds = Seeds.of(8);

    @Test
    void oneSignatureAnswersABatchOfBothVersionsAndEveryoneFindsItselfInTheTree() {
        ReplyBatch batch = new ReplyBatch(key, SPOKEN, new Random(1));
        List<RoughtimeRequest> requests = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            requests.add(RoughtimeRequest.ask(
                    i % 3 == 0 ? List.of(Dialect.DRAFT_19) : SPOKEN, key.publicKey(), seeds.bytes(32)));
        }
        List<Bytes> replies =
                batch.answer(requests.stream().map(RoughtimeRequest::packet).toList(), NOW, 4_200_000_000L);

        for (int i = 0; i < requests.size(); i++) {
            SignedTime time = valid(requests.get(i), replies.get(i));
            assertThat(time.midpointNanos()).isEqualTo(NOW);
            assertThat(time.radius()).isEqualTo(5);
            assertThat(time.dialect()).isEqualTo(i % 3 == 0 ? Dialect.DRAFT_19 : Dialect.VERSION_1);
            assertThat(replies.get(i).size())
                    .isLessThanOrEqualTo(requests.get(i).packet().size());
        }
    }

    @Test
    void theOnlineKeyChangesAtHalfOfItsDelegationAndWhenTheClockGoesBack() {
        ReplyBatch batch = new ReplyBatch(key, SPOKEN, new Random(1));
        long half = ReplyBatch.DELEGATION.toNanos() / 2;

        assertThat(began(batch, NOW)).isEqualTo(NOW);
        assertThat(began(batch, NOW + half - 1)).isEqualTo(NOW);
        assertThat(began(batch, NOW + half)).isEqualTo(NOW + half);
        assertThat(began(batch, NOW)).isEqualTo(NOW);
    }

    private long began(ReplyBatch batch, long nanos) {
        RoughtimeRequest request = RoughtimeRequest.ask(SPOKEN, key.publicKey(), seeds.bytes(32));
        Bytes reply = batch.answer(List.of(request.packet()), nanos, 0).getFirst();
        return valid(request, reply).notBefore() * 1_000_000_000;
    }

    @Test
    void itIsSilentWhenItsOwnClockIsNotGoodEnoughAndToWhoeverAsksTooOften() {
        MachineClocks machine = RoughtimeNetwork.machine();
        AtomicReference<Optional<ServedTime.Now>> time = new AtomicReference<>(Optional.empty());
        try (Loops loops = new Loops();
                RoughtimeServer server = new RoughtimeServer(
                        loops.group(),
                        new ReplyBatch(key, SPOKEN, new Random(1)),
                        time::get,
                        machine::monoNanos,
                        new RoughtimeServer.Limits(1, 3))) {
            InetSocketAddress address = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            UdpExchange exchange = new UdpExchange(loops.group(), machine::monoNanos);

            assertThat(asks(exchange, address)).isFalse();
            time.set(Optional.of(new ServedTime.Now(NOW, 0)));
            assertThat(asks(exchange, address)).isTrue();
            assertThat(asks(exchange, address)).isTrue();
            assertThat(asks(exchange, address)).isFalse();
            assertThat(server.answered()).isEqualTo(2);
            assertThat(server.refused()).isEqualTo(2);
        }
    }

    private boolean asks(UdpExchange exchange, InetSocketAddress address) {
        RoughtimeRequest request = RoughtimeRequest.ask(SPOKEN, key.publicKey(), seeds.bytes(32));
        return exchange.ask(
                        address,
                        request.packet(),
                        Duration.ofMillis(300),
                        reply -> RoughtimeReply.check(key.publicKey(), request.packet(), reply.datagram())
                                instanceof ReplyCheck.Valid)
                .isPresent();
    }

    private SignedTime valid(RoughtimeRequest request, Bytes reply) {
        if (RoughtimeReply.check(key.publicKey(), request.packet(), reply)
                instanceof ReplyCheck.Valid(SignedTime time)) {
            return time;
        }
        throw new AssertionError(RoughtimeReply.check(key.publicKey(), request.packet(), reply));
    }
}
