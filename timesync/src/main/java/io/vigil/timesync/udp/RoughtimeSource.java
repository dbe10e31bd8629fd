package io.vigil.timesync.udp;

import io.vigil.timesync.Answer;
import io.vigil.timesync.Source;
import io.vigil.timesync.Tier;
import io.vigil.timesync.TimeSource;
import io.vigil.timesync.roughtime.ChainCheck;
import io.vigil.timesync.roughtime.ChainLink;
import io.vigil.timesync.roughtime.Dialect;
import io.vigil.timesync.roughtime.MalfeasanceReport;
import io.vigil.timesync.roughtime.ReplyCheck;
import io.vigil.timesync.roughtime.RoughtimeReply;
import io.vigil.timesync.roughtime.RoughtimeRequest;
import io.vigil.timesync.roughtime.RoughtimeServers;
import io.vigil.timesync.roughtime.SignedTime;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * All Roughtime servers, asked one after the other in a random order, twice, each question made from the answer before
 * it: so that whoever lies about the time must contradict someone, in a form that can be shown.
 */
public final class RoughtimeSource implements TimeSource {
    private static final int PORT = 2003;

    private final List<Known> servers;
    private final UdpExchange exchange;
    private final LongSupplier monoNanos;
    private final RandomGenerator random;
    private final Evidence evidence;
    private final Map<String, Backoff> backoffs = new HashMap<>();

    /** Where proofs of contradiction go. */
    public interface Evidence {
        /** Keeps the report and says where it lies; called from the thread that measures. */
        String keep(MalfeasanceReport report);
    }

    private record Known(RoughtimeServers.Server server, HostAndPort address) {}

    /** A properly signed reply and its place in the chain. */
    private record Link(String name, ChainLink link, SignedTime time) {}

    /**
     * @param random must not be guessable: it makes the nonces
     * @throws MalformedException if an address is no host:port
     */
    public RoughtimeSource(
            List<RoughtimeServers.Server> servers,
            UdpExchange exchange,
            LongSupplier monoNanos,
            RandomGenerator random,
            Evidence evidence)
            throws MalformedException {
        this.servers = known(servers);
        this.exchange = exchange;
        this.monoNanos = monoNanos;
        this.random = random;
        this.evidence = evidence;
    }

    /** @throws MalformedException if an address is no host:port */
    public static void checkAddresses(List<RoughtimeServers.Server> servers) throws MalformedException {
        known(servers);
    }

    private static List<Known> known(List<RoughtimeServers.Server> servers) throws MalformedException {
        List<Known> known = new ArrayList<>();
        for (RoughtimeServers.Server server : servers) {
            known.add(new Known(server, HostAndPort.first(server.addresses(), PORT)));
        }
        return List.copyOf(known);
    }

    /** The servers as sources of the vote. */
    public static List<Source> sources(List<RoughtimeServers.Server> servers) {
        return servers.stream()
                .map(server -> new Source(server.name(), server.operator(), Tier.ROUGHTIME, server.smearsLeapSeconds()))
                .toList();
    }

    @Override
    public void measure(Consumer<Answer> answers) {
        List<Known> order = new ArrayList<>(servers);
        Collections.shuffle(order, Random.from(random));
        List<Link> chain = new ArrayList<>();
        TreeSet<String> failed = new TreeSet<>();
        for (int pass = 0; pass < 2; pass++) {
            for (Known known : order) {
                if (!failed.contains(known.server().name()) && !ask(known, chain, answers)) {
                    failed.add(known.server().name());
                }
            }
        }
        report(chain, answers);
    }

    /** Every measurement stands alone; nothing is carried from round to round but the back-off. */
    @Override
    public void forget() {}

    /** Returns whether a properly signed reply came. */
    private boolean ask(Known known, List<Link> chain, Consumer<Answer> answers) {
        String name = known.server().name();
        Backoff backoff = backoffs.getOrDefault(name, Backoff.NONE);
        if (!backoff.allowsAsking(monoNanos.getAsLong())) {
            answers.accept(new Answer.Refused(
                    name,
                    backoff.failures() + " failures, asked again after "
                            + backoff.pause().toSeconds() + " s"));
            return false;
        }
        Bytes rand = chain.isEmpty() ? Bytes.EMPTY : random(ChainLink.RAND_BYTES);
        RoughtimeRequest request = question(known.server(), chain, rand);
        Optional<UdpExchange.Reply> reply = exchange.ask(
                known.address().resolve(),
                request.packet(),
                RoughtimePolicy.MAX_DELAY,
                candidate -> check(known, request, candidate) instanceof ReplyCheck.Valid);
        if (reply.isEmpty()) {
            backoffs.put(name, backoff.failed(monoNanos.getAsLong()));
            answers.accept(new Answer.Refused(
                    name, "no properly signed reply within " + RoughtimePolicy.MAX_DELAY.toSeconds() + " s"));
            return false;
        }
        backoffs.remove(name);
        accept(known, request, rand, reply.get(), chain, answers);
        return true;
    }

    private void accept(
            Known known,
            RoughtimeRequest request,
            Bytes rand,
            UdpExchange.Reply reply,
            List<Link> chain,
            Consumer<Answer> answers) {
        if (check(known, request, reply) instanceof ReplyCheck.Valid(SignedTime time)) {
            String name = known.server().name();
            ChainLink link = new ChainLink(rand, known.server().publicKey(), request.packet(), reply.datagram());
            chain.add(new Link(name, link, time));
            answers.accept(RoughtimePolicy.judge(name, time, reply.sentMonoNanos(), reply.receivedMonoNanos()));
        }
    }

    private static ReplyCheck check(Known known, RoughtimeRequest request, UdpExchange.Reply reply) {
        return RoughtimeReply.check(known.server().publicKey(), request.packet(), reply.datagram());
    }

    private RoughtimeRequest question(RoughtimeServers.Server server, List<Link> chain, Bytes rand) {
        int nonceBytes = server.offers().equals(List.of(Dialect.GOOGLE)) ? 64 : 32;
        Bytes nonce =
                chain.isEmpty() ? random(nonceBytes) : chain.getLast().link().nextNonce(rand, nonceBytes);
        return RoughtimeRequest.ask(server.offers(), server.publicKey(), nonce);
    }

    private Bytes random(int bytes) {
        byte[] array = new byte[bytes];
        random.nextBytes(array);
        return Bytes.wrap(array);
    }

    private void report(List<Link> chain, Consumer<Answer> answers) {
        List<ChainCheck.Contradiction> found =
                ChainCheck.contradictions(chain.stream().map(Link::time).toList());
        if (found.isEmpty()) {
            return;
        }
        String proof = evidence.keep(
                new MalfeasanceReport(chain.stream().map(Link::link).toList()));
        TreeSet<String> told = new TreeSet<>();
        for (ChainCheck.Contradiction pair : found) {
            String earlier = chain.get(pair.earlier()).name();
            String later = chain.get(pair.later()).name();
            if (told.add(earlier + "\n" + later)) {
                answers.accept(new Answer.Contradicted(earlier, later, proof));
            }
        }
    }
}
