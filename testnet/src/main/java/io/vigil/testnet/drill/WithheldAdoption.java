package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * V3C of D36: A and B have cast the false root, A is killed, and then C has the fault, so that each of C's votes would complete
 * a quorum of casters. B, C and the sound node are just enough for blocks; the sound one withholds its vote from C's (D20), and
 * C then leaves its vote out for 64 views (D19). So the disagreement costs a view or two, and the false root never stands.
 */
final class WithheldAdoption {
    /** Long enough that votes stay in one period while nodes are killed and 64 views pass. */
    static final long PERIOD = 128;

    private static final int VALIDATORS = 4;
    private static final int FRESH = 3;
    private static final long VIEWS = 64;

    /** Blocks of a period after which it is too late to begin. */
    private static final long LATEST_BLOCK = 50;

    /** Views in {@link #VIEWS} that may be lost besides those that the dead node would have led. */
    private static final long MOST_LOST = 2;

    private static final Duration LOOK = Duration.ofMillis(50);

    private final DepositNetwork network;
    private final Consumer<String> progress;
    private final NodePlan a;
    private final NodePlan b;
    private final NodePlan c;
    private final NodePlan sound;

    WithheldAdoption(DepositNetwork network, Consumer<String> progress) {
        this.network = network;
        this.progress = progress;
        List<NodePlan> nodes = network.nodes();
        this.a = nodes.get(0);
        this.b = nodes.get(1);
        this.c = nodes.get(2);
        this.sound = nodes.get(3);
    }

    ObjectNode run(int deposits) throws InterruptedException {
        network.start(network.nodes());
        network.deposit(deposits, true);
        VoteWatch votes = network.votes(sound);
        require(
                network.within(4 * PERIOD, network.watch(sound), () -> allProcessed(votes)),
                "the first deposits were not processed");
        progress.accept("V3C: A and B restart with the fault");
        for (NodePlan node : List.of(a, b)) {
            network.network().kill(List.of(node));
            network.start(List.of(node));
            network.network().faults().skipDepositZero(List.of(node), true);
        }
        network.deposit(FRESH, false);
        ChainWatch before = network.watch(sound);
        require(network.within(4 * PERIOD, before, () -> bothCast(votes)), "A and B did not cast in one period");
        progress.accept("V3C: both have cast; A is killed, C has the fault now");
        network.network().kill(List.of(a));
        network.network().faults().skipDepositZero(List.of(c), true);
        ObjectNode json = watch(votes);
        return repair(json, votes);
    }

    private boolean allProcessed(VoteWatch votes) {
        votes.look();
        return network.processed(sound) == network.deposits();
    }

    /** Whether the false votes of A and B count now, early enough in a period. */
    private boolean bothCast(VoteWatch votes) {
        votes.look();
        JsonNode now = network.admin(sound, "deposits_votes");
        long first = now.path("period").asLong() * PERIOD;
        boolean early = votes.height() - first < LATEST_BLOCK;
        return early
                && List.of(a, b).stream()
                        .allMatch(node -> votes.wrong(List.of(network.member(node))).stream()
                                .anyMatch(cast -> cast.height() > first));
    }

    private ObjectNode watch(VoteWatch votes) throws InterruptedException {
        ChainWatch chain = network.watch(sound);
        chain.look();
        while (chain.passed() < VIEWS) {
            Thread.sleep(LOOK);
            chain.look();
            votes.look();
        }
        var byLeader = chain.lostByLeader(network.rotation());
        long ofTheDead = byLeader.getOrDefault(network.member(a), 0L);
        long withheld = network.status(sound).path("withheld").asLong();
        boolean falseAdopted = !network.hasTrueRoot(sound);
        boolean held = chain.lost() - ofTheDead <= MOST_LOST && withheld > 0 && !falseAdopted;
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return json.put("variant", "V3C")
                .put("faulty", 3)
                .put("of", VALIDATORS)
                .put("views", chain.passed())
                .put("blocks", chain.blocks())
                .put("viewsLost", chain.lost())
                .put("viewsLostOfTheDead", ofTheDead)
                .put("viewsLostBesides", chain.lost() - ofTheDead)
                .put("blockVotesWithheld", withheld)
                .put("falseAdopted", falseAdopted)
                .put("held", held);
    }

    private ObjectNode repair(ObjectNode json, VoteWatch votes) throws InterruptedException {
        progress.accept("V3C: repairing");
        network.start(List.of(a));
        for (NodePlan node : List.of(b, c)) {
            network.network().kill(List.of(node));
            network.start(List.of(node));
        }
        ChainWatch after = network.watch(sound);
        after.look();
        long repairedAt = after.height();
        boolean drained = network.within(3 * PERIOD, after, () -> allProcessed(votes));
        json.put("blocksUntilAllProcessed", drained ? after.height() - repairedAt : -1);
        int falseVotes = votes.wrong(List.of(network.member(a), network.member(b), network.member(c)))
                .size();
        int honest = votes.wrong(List.of(network.member(sound))).size();
        boolean truth = network.hasTheContractsRoot(sound);
        boolean oneChain = network.isOneChain(after);
        boolean held = json.path("held").asBoolean() && drained && truth && oneChain && falseVotes > 0 && honest == 0;
        return json.put("falseVotesCast", falseVotes)
                .put("wrongRootsVotedByHonestNodes", honest)
                .put("deposits", network.deposits())
                .put("depositsProcessed", network.processed(sound))
                .put("rootEqualsContract", truth)
                .put("oneChain", oneChain)
                .put("held", held);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
