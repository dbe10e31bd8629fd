package io.vigil.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Writes down what a listener hears, and lets a test wait for it. */
public final class PeerRecorder implements PeerListener {
    /** Far more than anything takes, for a busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Heard> heard = new ArrayList<>();

    public sealed interface Heard {
        record Connected(PeerInfo peer) implements Heard {}

        record Message(NodeId from, Channel channel, Bytes bytes) implements Heard {}

        record Disconnected(NodeId peer, String reason) implements Heard {}

        record Refused(String remote, String reason) implements Heard {}
    }

    @Override
    public void connected(PeerInfo peer) {
        note(new Heard.Connected(peer));
    }

    @Override
    public void message(NodeId from, Channel channel, Bytes message) {
        note(new Heard.Message(from, channel, message));
    }

    @Override
    public void disconnected(NodeId peer, String reason) {
        note(new Heard.Disconnected(peer, reason));
    }

    @Override
    public void refused(String remote, String reason) {
        note(new Heard.Refused(remote, reason));
    }

    public synchronized List<Heard> heard() {
        return List.copyOf(heard);
    }

    public List<Bytes> messages(Channel channel) {
        return heard().stream()
                .filter(event -> event instanceof Heard.Message message && message.channel() == channel)
                .map(event -> ((Heard.Message) event).bytes())
                .toList();
    }

    public List<String> refusals() {
        return heard().stream()
                .filter(Heard.Refused.class::isInstance)
                .map(event -> ((Heard.Refused) event).reason())
                .toList();
    }

    public void awaitConnected(NodeId peer) {
        await("a link to " + peer.abbreviated(), all -> {
            for (Heard event : all.reversed()) {
                if (event instanceof Heard.Connected(PeerInfo info) && info.id().equals(peer)) {
                    return true;
                }
                if (event instanceof Heard.Disconnected(NodeId id, String reason) && id.equals(peer)) {
                    return false;
                }
            }
            return false;
        });
    }

    public String awaitDisconnected(NodeId peer) {
        await(
                "the end of the link to " + peer.abbreviated(),
                all -> reasons(all, peer).findFirst().isPresent());
        return reasons(heard(), peer).findFirst().orElseThrow();
    }

    public void awaitMessages(Channel channel, int count) {
        await(
                count + " messages of " + channel,
                all -> all.stream()
                                .filter(event -> event instanceof Heard.Message message && message.channel() == channel)
                                .count()
                        >= count);
    }

    public void awaitRefusal(String part) {
        await(
                "a refusal that says '" + part + "'",
                all -> all.stream()
                        .anyMatch(event ->
                                event instanceof Heard.Refused(String remote, String reason) && reason.contains(part)));
    }

    public synchronized void await(String what, Predicate<List<Heard>> condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.test(heard)) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            assertThat(leftMillis)
                    .as("waited in vain for %s; heard %s", what, summary())
                    .isPositive();
            try {
                wait(leftMillis);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static java.util.stream.Stream<String> reasons(List<Heard> all, NodeId peer) {
        return all.stream()
                .filter(event -> event instanceof Heard.Disconnected disconnected
                        && disconnected.peer().equals(peer))
                .map(event -> ((Heard.Disconnected) event).reason());
    }

    private String summary() {
        return heard.size() + " events, the last of them "
                + heard.subList(Math.max(0, heard.size() - 20), heard.size()).stream()
                        .map(event -> event instanceof Heard.Message(NodeId from, Channel channel, Bytes bytes)
                                ? channel + "/" + bytes.size()
                                : event.toString())
                        .toList();
    }

    private synchronized void note(Heard event) {
        heard.add(event);
        notifyAll();
    }
}
