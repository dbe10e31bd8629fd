package io.vigil.node.statesync;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.p2p.NodeId;
import io.vigil.node.statesync.PartsFetch.Effect;
import io.vigil.node.statesync.PartsFetch.Event;
import io.vigil.node.statesync.PartsFetch.Wanted;
import io.vigil.node.statesync.messages.SnapshotMessage;
import io.vigil.storage.snapshot.Manifest;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartsFetchTest {
    private static final NodeId A = peer(1);
    private static final NodeId B = peer(2);
    private static final NodeId C = peer(3);
    private static final Hash FILES = Hash.fromHex("0x" + "ab".repeat(32));

    /** Files of 0.5, 1.5, 2.5 … parts; the manifest is file 0 and not among them. */
    private static final List<Bytes> CONTENTS =
            IntStream.rangeClosed(1, 6).mapToObj(PartsFetchTest::made).toList();

    private static final List<Wanted> WANTED = CONTENTS.stream()
            .map(content -> new Wanted(content.size(), Manifest.sha256(content)))
            .toList();

    private static Bytes content(int file) {
        return CONTENTS.get(file - 1);
    }

    private static Wanted wanted(int file) {
        return WANTED.get(file - 1);
    }

    private static Bytes made(int file) {
        byte[] bytes = new byte[file * SnapshotMessage.PART_BYTES - SnapshotMessage.PART_BYTES / 2];
        bytes[0] = (byte) file;
        bytes[bytes.length - 1] = (byte) -file;
        return Bytes.wrap(bytes);
    }

    private final PartsFetch fetch = new PartsFetch(FILES, 1, 6, PartsFetchTest::wanted, 1);

    @Test
    void asksForNothingWhileNobodyOffersIt() {
        assertThat(fetch.step(new Event.Moved(1))).isEmpty();
    }

    @Test
    void asksEachPeerForOneFileOfTheWindowAndLimitsWhatIsOut() {
        assertThat(files(fetch.step(new Event.Offered(A)))).containsExactly(1);
        assertThat(files(fetch.step(new Event.Offered(B)))).containsExactly(2, 2);
        assertThat(files(fetch.step(new Event.Offered(C)))).containsExactly(3, 3, 3);
    }

    @Test
    void hasFewQuestionsOutToOnePeer() {
        PartsFetch large = new PartsFetch(FILES, 6, 6, PartsFetchTest::wanted, 1);

        assertThat(files(large.step(new Event.Offered(A)))).containsExactly(6, 6, 6, 6);
    }

    @Test
    void fetchesNoFileBeyondTheWindowBeforeItMoves() {
        Network network = new Network(fetch);
        network.offers(A);
        network.run(Map.of());
        assertThat(network.ready.keySet()).containsExactly(1, 2, 3, 4);

        network.perform(fetch.step(new Event.Moved(3)));
        network.run(Map.of());
        assertThat(network.ready.keySet()).containsExactly(1, 2, 3, 4, 5, 6);
        network.ready.forEach((file, bytes) -> assertThat(bytes).isEqualTo(content(file)));
    }

    @Test
    void pinsAWrongFileOnItsSenderAndTakesItFromAnother() {
        Network network = new Network(fetch);
        network.offers(A);
        network.offers(B);

        network.run(Map.of(A, true));

        assertThat(network.pinned).containsExactly(A);
        assertThat(network.ready.keySet()).containsExactly(1, 2, 3, 4);
        assertThat(network.ready.get(1)).isEqualTo(content(1));
        network.offers(A);
        assertThat(fetch.peers()).isEqualTo(1); // asked no more, whatever it offers
    }

    @Test
    void pinsAPartOfAWrongSizeOnItsSender() {
        Effect.Ask question = asked(fetch.step(new Event.Offered(A))).getFirst();

        List<Effect> effects = fetch.step(new Event.Answered(
                A, new SnapshotMessage.Part(question.question().request(), 7, Bytes.of(1))));

        assertThat(effects).containsExactly(new Effect.Pin(A, "file 1: its parts do not fit"));
    }

    @Test
    void givesToOthersWhatOneIsLateWithAndLetsItRest() {
        Effect.Ask late = asked(fetch.step(new Event.Offered(A))).getFirst();
        fetch.step(new Event.Offered(B));

        List<Effect> effects = fetch.step(new Event.TimerFired(late.question().request()));

        assertThat(effects).contains(new Effect.Late(A));
        assertThat(effects).contains(new Effect.StartTimer(late.question().request(), PartsFetch.FIRST_REST));
        assertThat(asked(effects)).extracting(Effect.Ask::peer).doesNotContain(A);
        List<Effect> rested = fetch.step(new Event.TimerFired(late.question().request()));
        assertThat(asked(rested)).extracting(Effect.Ask::peer).containsOnly(A);
    }

    @Test
    void asksAPeerThatHasItNoMoreForNothingElse() {
        Effect.Ask question = asked(fetch.step(new Event.Offered(A))).getFirst();

        fetch.step(new Event.Answered(
                A, new SnapshotMessage.PartMissing(question.question().request())));

        assertThat(fetch.peers()).isZero();
    }

    @Test
    void learnsFromTheFirstPartHowLargeAManifestIs() {
        PartsFetch manifest = new PartsFetch(FILES, 0, 0, file -> Wanted.ANY_MANIFEST, 1);
        List<Effect.Ask> first = asked(manifest.step(new Event.Offered(A)));
        assertThat(first).hasSize(1);

        List<Effect> more = manifest.step(new Event.Answered(
                A,
                new SnapshotMessage.Part(
                        first.getFirst().question().request(),
                        content(3).size(),
                        content(3).slice(0, SnapshotMessage.PART_BYTES))));

        assertThat(asked(more)).extracting(ask -> ask.question().offset()).containsExactly(1 << 20, 2 << 20);
    }

    @Test
    void endsWhateverPeersDoAsLongAsOneIsHonest() {
        Seeds.forEach(20, random -> {
            PartsFetch machine = new PartsFetch(FILES, 1, 6, PartsFetchTest::wanted, 1);
            Network network = new Network(machine);
            List<NodeId> peers = List.of(A, B, C);
            peers.forEach(network::offers);
            for (int steps = 0; network.ready.size() < 6 && steps < 2_000; steps++) {
                if (random.nextInt(40) == 0) {
                    NodeId leaves = peers.get(random.nextInt(2));
                    network.perform(machine.step(new Event.Left(leaves)));
                    network.offers(leaves);
                }
                if (network.questions.isEmpty() || random.nextInt(20) == 0) {
                    network.fire(random.nextInt(Math.max(1, network.timers.size())));
                } else {
                    Effect.Ask question = network.questions.remove(random.nextInt(network.questions.size()));
                    boolean lies = question.peer().equals(A) && random.nextInt(3) == 0;
                    network.answer(question, lies);
                }
                int missing = 1;
                while (network.ready.containsKey(missing)) {
                    missing++;
                }
                network.perform(machine.step(new Event.Moved(Math.min(6, missing))));
            }
            assertThat(network.ready.keySet()).containsExactly(1, 2, 3, 4, 5, 6);
            network.ready.forEach((file, bytes) -> assertThat(bytes).isEqualTo(content(file)));
            assertThat(network.pinned).isSubsetOf(A);
        });
    }

    /** Answers what the machine asks, and keeps what it says. */
    private static final class Network {
        private final PartsFetch machine;
        private final List<Effect.Ask> questions = new ArrayList<>();
        private final List<Long> timers = new ArrayList<>();
        private final List<NodeId> pinned = new ArrayList<>();
        private final Map<Integer, Bytes> ready = new TreeMap<>();

        Network(PartsFetch machine) {
            this.machine = machine;
        }

        void offers(NodeId peer) {
            perform(machine.step(new Event.Offered(peer)));
        }

        /** @param liars those whose files are wrong */
        void run(Map<NodeId, Boolean> liars) {
            while (!questions.isEmpty()) {
                Effect.Ask question = questions.removeFirst();
                answer(question, liars.getOrDefault(question.peer(), false));
            }
        }

        void answer(Effect.Ask question, boolean lies) {
            SnapshotMessage.GetPart part = question.question();
            Bytes file = content(part.file());
            byte[] bytes = file.slice(part.offset(), Math.min(SnapshotMessage.PART_BYTES, file.size() - part.offset()))
                    .toArray();
            if (lies) {
                bytes[bytes.length / 2] ^= 1;
            }
            perform(machine.step(new Event.Answered(
                    question.peer(), new SnapshotMessage.Part(part.request(), file.size(), Bytes.wrap(bytes)))));
        }

        void fire(int timer) {
            if (!timers.isEmpty()) {
                perform(machine.step(new Event.TimerFired(timers.remove(timer))));
            }
        }

        void perform(List<Effect> effects) {
            for (Effect effect : effects) {
                switch (effect) {
                    case Effect.Ask ask -> questions.add(ask);
                    case Effect.StartTimer(long request, var after) -> timers.add(request);
                    case Effect.Ready(NodeId from, int file, Bytes content) -> ready.put(file, content);
                    case Effect.Late late -> {}
                    case Effect.Pin(NodeId peer, String why) -> pinned.add(peer);
                }
            }
        }
    }

    private static List<Effect.Ask> asked(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Ask.class::isInstance)
                .map(Effect.Ask.class::cast)
                .toList();
    }

    private static List<Integer> files(List<Effect> effects) {
        return asked(effects).stream().map(ask -> ask.question().file()).toList();
    }

    private static NodeId peer(int number) {
        byte[] id = new byte[NodeId.SIZE];
        id[0] = (byte) number;
        return new NodeId(Bytes.wrap(id));
    }
}
