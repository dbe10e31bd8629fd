package io.vigil.node.deposits;

import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.FollowedChain;
import io.vigil.deposits.follow.CrossCheck;
import io.vigil.deposits.follow.Endpoint;
import io.vigil.deposits.follow.EndpointException;
import io.vigil.deposits.follow.FollowLoop;
import io.vigil.deposits.follow.FollowReport;
import io.vigil.deposits.follow.FollowSettings;
import io.vigil.deposits.store.AuditReport;
import io.vigil.deposits.store.Start;
import io.vigil.deposits.store.StoredChain;
import io.vigil.deposits.store.TreeStore;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.deposits.voting.Eth1Voting;
import io.vigil.deposits.voting.Eth1Voting.Health;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.log.Journal;
import io.vigil.storage.KeyValueStore;
import io.vigil.types.Hash;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows eth1 on a thread of its own and publishes what it knows. Audits its store before the first vote, whenever the
 * contract contradicts it, and once a day (D28); until it is sound and the contract agreed, nobody may rely on it.
 */
public final class Eth1Follower {
    /** Audits, disputes and questions under way. */
    private static final int MAX_REQUESTS = 64;

    /** Rest after something unforeseen. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    private static final Duration AUDIT_INTERVAL = Duration.ofDays(1);

    private final Eth1Parameters parameters;
    private final NodeConfig.Eth1 settings;
    private final KeyValueStore rows;
    private final List<Endpoint> endpoints;
    private final Beginning beginning;
    private final Belief belief;
    private final Disputes disputes;
    private final Journal journal;
    private final BlockingQueue<Runnable> requests = new ArrayBlockingQueue<>(MAX_REQUESTS);
    private final AtomicReference<Optional<Knowledge>> knowledge = new AtomicReference<>(Optional.empty());
    private final AtomicReference<FollowerStatus> status = new AtomicReference<>(FollowerStatus.OPENING);

    private @Nullable Open open;
    private volatile long wantedPeriodTime = -1;
    private volatile boolean closed;

    /** What a node believes of eth1 in place of what it read: where a drill brings back the bug of 2021. */
    @FunctionalInterface
    public interface Belief {
        /** Empty to believe what was read. */
        Optional<FollowedChain> instead(FollowedChain read);
    }

    /** What changes on the follower's thread alone, once the store is open. */
    private static final class Open {
        private final TreeStore store;
        private final FollowLoop loop;
        private AuditReport audit;
        private boolean verified;
        private long auditedNanos = System.nanoTime();
        private Optional<Eth1Data> agreed = Optional.empty();
        private Optional<Eth1Data> asked = Optional.empty();
        private long requests;
        private String waits = "the first answers of eth1";
        private List<String> refused = List.of();
        private List<String> forgetful = List.of();
        private boolean finalising = true;

        private Open(TreeStore store, FollowLoop loop, AuditReport audit) {
            this.store = store;
            this.loop = loop;
            this.audit = audit;
        }
    }

    Eth1Follower(
            Eth1Parameters parameters,
            NodeConfig.Eth1 settings,
            KeyValueStore rows,
            List<Endpoint> endpoints,
            Beginning beginning,
            Belief belief,
            Disputes disputes,
            Journal journal) {
        this.parameters = parameters;
        this.settings = settings;
        this.rows = rows;
        this.endpoints = List.copyOf(endpoints);
        this.beginning = beginning;
        this.belief = belief;
        this.disputes = disputes;
        this.journal = journal;
    }

    /** Empty until the store was audited. */
    Optional<Knowledge> knowledge() {
        return knowledge.get();
    }

    public FollowerStatus status() {
        return status.get();
    }

    /** Says which period is voted on, so that its candidate is looked for in time. */
    void wants(long periodTime) {
        if (periodTime != wantedPeriodTime) {
            wantedPeriodTime = periodTime;
            ask(() -> {
                checkCandidate();
                publish();
            });
        }
    }

    /** Runs {@code request} on the follower's thread; too many at once are dropped. */
    boolean ask(Runnable request) {
        return requests.offer(request);
    }

    /**
     * @param clock tells how old eth1's newest final block is
     * @param chain how far the newest committed state is
     */
    public void run(InstantSource clock, Supplier<ChainPosition> chain) {
        try {
            long nextPoll = System.nanoTime();
            while (!closed) {
                long left = Math.max(0, nextPoll - System.nanoTime());
                Runnable request = requests.poll(left, TimeUnit.NANOSECONDS);
                Duration rest = Duration.ZERO;
                try {
                    if (request != null) {
                        request.run();
                        continue;
                    }
                    rest = poll(clock, chain) ? Duration.ZERO : settings.poll();
                } catch (RuntimeException e) { // the chain goes on whatever happens here (L1)
                    rest = AFTER_FAILURE;
                    forget(e);
                }
                nextPoll = System.nanoTime() + rest.toNanos();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing that was known is relied on any more; the store is opened and audited anew. */
    private void forget(RuntimeException cause) {
        journal.eth1Failed(cause);
        open = null;
        knowledge.set(Optional.empty());
        status.set(FollowerStatus.OPENING);
    }

    public void close() {
        closed = true;
        requests.offer(() -> {});
    }

    /** A whole audit now, against the contract too if it can be reached; tells the report. */
    AuditReport auditNow() {
        Open at = opened();
        audited(at, at.store.audit());
        verify(at);
        publish();
        return at.audit;
    }

    /** D5: an operator decided for the other branch. The store begins anew; what it held is in the file of the halt. */
    boolean acceptReorg(Hash theirs) {
        Open at = opened();
        if (!at.loop.isHalted() || !disputes.isHaltAt(theirs)) {
            return false;
        }
        restart(at);
        return true;
    }

    private Open opened() {
        Open at = open;
        if (at == null) {
            throw new IllegalStateException("the store of deposits is not open yet");
        }
        return at;
    }

    /** @return whether there is more to read at once */
    private boolean poll(InstantSource clock, Supplier<ChainPosition> chain) {
        Open at = open;
        if (at == null) {
            Optional<Start> start = beginning.find(rows, endpoints, chain.get());
            if (start.isEmpty()) {
                status.set(new FollowerStatus(
                        Health.AUDITING,
                        Optional.empty(),
                        0,
                        "",
                        List.of(),
                        List.of(),
                        "a proof of the contract's storage: " + beginning.why(),
                        true,
                        0,
                        disputes.count()));
                return false;
            }
            TreeStore.Opened opened = TreeStore.open(rows, start.get());
            FollowSettings how = new FollowSettings(
                    settings.depth(), settings.rangeBlocks(), FollowSettings.DEFAULT.maxFinalityAgeSeconds());
            at = new Open(
                    opened.store(),
                    new FollowLoop(endpoints, parameters.contract(), how, opened.store()),
                    opened.report());
            open = at;
            audited(at, opened.report());
            askForStates(at);
        }
        FollowReport report = at.loop.poll(clock.instant().getEpochSecond());
        at.requests += report.requests();
        if (!at.refused.equals(report.refused())) {
            journal.eth1Endpoints(report.refused());
        }
        at.refused = report.refused();
        at.finalising = report.finalising();
        boolean more = report.ending() instanceof FollowReport.Ending.More;
        at.waits = switch (report.ending()) {
            case FollowReport.Ending.CaughtUp() -> "";
            case FollowReport.Ending.More() -> "more of eth1's blocks";
            case FollowReport.Ending.NoEndpoint() -> "an endpoint of use";
            case FollowReport.Ending.Halted(var ours, var theirs) -> {
                if (disputes.halted(ours, theirs)) {
                    journal.eth1Halted(ours.number(), ours.hash(), theirs.hash());
                }
                yield "an operator: eth1 replaced block " + ours.number() + " " + ours.hash() + ", which was final, by "
                        + theirs.hash();
            }
        };
        if (report.ending() instanceof FollowReport.Ending.CaughtUp) {
            if (System.nanoTime() - at.auditedNanos > AUDIT_INTERVAL.toNanos()) {
                at.verified = false;
                audited(at, at.store.audit());
                askForStates(at);
            }
            if (!at.verified) {
                verify(at);
            }
            checkCandidate();
            readOlder(at, chain.get());
        }
        publish();
        return more;
    }

    /** D29: a start beyond what the chain has processed lets this node vote at once, but include nothing before. */
    private void readOlder(Open at, ChainPosition chain) {
        if (health(at) != Health.AUDITED
                || at.store.beginning().count() <= chain.processed().count()) {
            return;
        }
        try {
            at.loop.findOlder(chain.processed());
        } catch (EndpointException e) {
            at.waits = "logs before deposit " + at.store.beginning().count() + ": " + e.getMessage();
        }
    }

    /** Before the first range and once a day: a node that has pruned what will be asked for is told of now, not when it fails. */
    private void askForStates(Open at) {
        KeptStates kept = new KeptStates(parameters);
        Eth1Block head = at.store.head().block();
        at.forgetful = endpoints.stream()
                .flatMap(endpoint -> kept.fault(endpoint, head).stream())
                .toList();
        at.forgetful.forEach(journal::eth1Forgetful);
    }

    private void audited(Open at, AuditReport report) {
        at.audit = report;
        at.auditedNanos = System.nanoTime();
        journal.depositsAudited(report.isSound(), report.line());
    }

    /** D28: the contract's own answer at the head. A store that it contradicts is dropped and read again. */
    private void verify(Open at) {
        Eth1Point head = at.store.head();
        for (Endpoint endpoint : endpoints) {
            try {
                var answer = endpoint.logs().contract(head.block().hash());
                at.requests++;
                Eth1Data theirs =
                        new Eth1Data(head.block().number(), head.block().hash(), answer.root(), answer.count());
                if (at.store.data(head).equals(theirs)) {
                    if (!at.audit.isSound()) {
                        audited(at, at.store.audit()); // rebuilt since
                    }
                    at.verified = true;
                } else {
                    audited(at, differing(at, theirs));
                    restart(at);
                }
                return;
            } catch (EndpointException e) {
                at.waits = endpoint.name() + " to say what the contract holds: " + e.getMessage();
            }
        }
    }

    private static AuditReport differing(Open at, Eth1Data theirs) {
        Eth1Point head = at.store.head();
        return new AuditReport(
                head.count(),
                at.store.tree().root(),
                head.block(),
                at.audit.source(),
                new AuditReport.Verdict.ContractDiffers(theirs));
    }

    private void restart(Open at) {
        at.store.restart(beginning.fromLogs());
        at.verified = false;
        at.agreed = Optional.empty();
        at.asked = Optional.empty();
    }

    /** Finds the candidate of the wanted period and asks enough endpoints about it (D4, D31). */
    private void checkCandidate() {
        Open at = open;
        long periodTime = wantedPeriodTime;
        if (at == null || periodTime < 0 || health(at) != Health.AUDITED) {
            return;
        }
        Eth1Voting voting = new Eth1Voting(parameters, at.store.now(), Health.AUDITED);
        try {
            at.loop.findCandidate(voting.bound(periodTime));
        } catch (EndpointException e) {
            at.waits = "headers around the candidate: " + e.getMessage();
            return;
        }
        Optional<Eth1Data> data = new Eth1Voting(parameters, at.store.now(), Health.AUDITED)
                .candidate(periodTime)
                .filter(point -> point.count() >= at.store.tree().finalizedCount())
                .map(at.store::data);
        if (data.isEmpty() || data.equals(at.agreed)) {
            return;
        }
        int needed = settings.agree() > 0 ? settings.agree() : CrossCheck.needed(endpoints.size());
        at.requests += endpoints.size();
        switch (CrossCheck.check(data.get(), endpoints, needed)) {
            case CrossCheck.Verdict.Agreed(int ignored) -> at.agreed = data;
            case CrossCheck.Verdict.TooFew few ->
                at.waits = needed + " endpoints that answer for block "
                        + data.get().number() + ": " + String.join("; ", few.silent());
            case CrossCheck.Verdict.Disagreed differing -> {
                at.waits = "endpoints that agree about block " + data.get().number();
                if (!data.equals(at.asked)) {
                    disputes.endpointsDisagree(differing);
                    journal.eth1EndpointsDisagree(
                            data.get().number(), differing.answers().toString());
                }
            }
        }
        at.asked = data;
    }

    private static Health health(Open at) {
        if (at.loop.isHalted()) {
            return Health.HALTED;
        }
        return at.verified && at.audit.isSound() ? Health.AUDITED : Health.AUDITING;
    }

    private void publish() {
        Open at = open;
        if (at == null) {
            return;
        }
        StoredChain read = at.store.now();
        Optional<FollowedChain> instead = belief.instead(read);
        knowledge.set(Optional.of(
                instead.isEmpty()
                        ? new Knowledge(read, read::deposit, health(at), at.agreed)
                        : new Knowledge(
                                instead.get(), read::deposit, Health.AUDITED, believedCandidate(instead.get()))));
        status.set(new FollowerStatus(
                health(at),
                Optional.of(instead.orElse(read).data(read.head())),
                read.finalized().number(),
                at.audit.line(),
                at.refused,
                at.forgetful,
                at.waits,
                at.finalising,
                at.requests,
                disputes.count()));
    }

    /** A node with the bug of 2021 asks nobody. */
    private Optional<Eth1Data> believedCandidate(FollowedChain chain) {
        return new Eth1Voting(parameters, chain, Health.AUDITED)
                .candidate(Math.max(0, wantedPeriodTime))
                .map(chain::data);
    }
}
