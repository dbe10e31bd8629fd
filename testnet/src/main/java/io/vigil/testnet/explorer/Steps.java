package io.vigil.testnet.explorer;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Grounds;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.types.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a member can do next: hear of any certificates in any order, perhaps after a restart, until it signs something. What it hears and does not
 * act on it can as well hear later, so only where it acts a new state begins. Each is tried once per member state and surroundings, and each event
 * once per member state: a search meets the same few members again and again, in ever new company.
 */
final class Steps {
    /** Members remembered with what events make of them; some 3 KB each. */
    private static final int MOST_STATIONS = 100_000;

    /** What events made of members; some 80 bytes each. */
    private static final int MOST_TRANSITIONS = 1_500_000;

    /** Remembered answers; some 500 bytes each. */
    private static final int MOST_ANSWERS = 300_000;

    private record Question(long station, long surroundings) {}

    /** What happened so far, latest first. */
    private record Trail(Move move, Optional<Trail> before) {
        List<Move> moves() {
            List<Move> moves = new ArrayList<>();
            for (Optional<Trail> at = Optional.of(this);
                    at.isPresent();
                    at = at.get().before()) {
                moves.addFirst(at.get().move());
            }
            return moves;
        }

        /** Blocks that were made on the way. */
        static List<BlockRef> blocks(List<Move> moves) {
            List<BlockRef> blocks = new ArrayList<>();
            for (Move move : moves) {
                if (move instanceof Move.Get(Signed<Proposal> proposal)
                        && proposal.signer() == Setting.BYZANTINE
                        && proposal.statement().block().view()
                                == proposal.statement().view()) {
                    blocks.add(proposal.statement().block());
                }
            }
            return blocks;
        }
    }

    private record At(Station station, Optional<Trail> trail) {}

    /** One search from one member. */
    private static final class Search {
        final Surroundings around;
        final Map<Long, Step> steps = new LinkedHashMap<>();
        final Set<Long> seen = new HashSet<>();
        final Deque<At> open = new ArrayDeque<>();
        final Map<Long, List<Move>> byzantine = new HashMap<>();

        Search(Surroundings around) {
            this.around = around;
        }
    }

    private final Setting setting;
    private final Map<Question, List<Step>> answers;
    private final Map<Long, Station> stations;
    private final Map<Long, Station> transitions;
    private final LeaderRotation[] rotations;

    /** @param answers {@code stations} and {@code transitions}: shared by the threads of one search */
    private Steps(
            Setting setting,
            Map<Question, List<Step>> answers,
            Map<Long, Station> stations,
            Map<Long, Station> transitions) {
        this.setting = setting;
        this.answers = answers;
        this.stations = stations;
        this.transitions = transitions;
        this.rotations = setting.rotations();
    }

    Steps(Setting setting) {
        this(setting, new ConcurrentHashMap<>(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    /** For another thread. */
    Steps copy() {
        return new Steps(setting, answers, stations, transitions);
    }

    /** @throws Violation with the moves that led to it */
    List<Step> of(Station station, Surroundings around) {
        Question question = new Question(station.print(), around.print());
        List<Step> known = answers.get(question);
        if (known != null) {
            return known;
        }
        List<Step> found = search(station, around);
        if (stations.size() > MOST_STATIONS || transitions.size() > MOST_TRANSITIONS) {
            answers.clear();
            stations.clear();
            transitions.clear();
        } else if (answers.size() > MOST_ANSWERS) {
            answers.clear();
        }
        answers.put(question, found);
        return found;
    }

    private List<Step> search(Station first, Surroundings around) {
        if (first.epoch().epoch() > 1) {
            return List.of();
        }
        Search search = new Search(around);
        At start = new At(first, Optional.empty());
        search.seen.add(first.print());
        search.open.add(start);
        if (!first.isFresh()) {
            go(start, new Move.Restart(), search);
        }
        while (!search.open.isEmpty()) {
            At at = search.open.poll();
            if (at.station().isMember()) {
                act(at, search);
            }
            enter(at, search);
        }
        return List.copyOf(search.steps.values());
    }

    private void act(At at, Search search) {
        boolean within = at.station().view()
                <= setting.plan.lastView(at.station().epoch().root());
        if (within && !at.station().hasTimedOut()) {
            go(at, new Move.TimeOut(), search);
        }
        hear(at, search);
        if (setting.plan.restarts()) {
            consent(at, search);
        }
        if (within) {
            propose(at, search);
        }
    }

    private void go(At from, Move move, Search search) {
        Station before = from.station();
        Optional<Trail> trail = Optional.of(new Trail(move, from.trail()));
        Station next = next(before, move, trail);
        if (next.print() == before.print()) {
            return;
        }
        boolean acted = next.said().print() != before.said().print()
                || next.proposals().size() != before.proposals().size()
                || next.consents().size() != before.consents().size()
                || next.epoch().epoch() != before.epoch().epoch()
                || next.epoch().plan() != before.epoch().plan();
        boolean last = !acted
                && move instanceof Move.Hear(Certificate certificate)
                && setting.isOnlyFinality(certificate)
                && !before.hasReplacedItsPlan();
        if (acted || last) {
            if (!search.steps.containsKey(next.print())) {
                List<Move> moves = trail.get().moves();
                search.steps.put(next.print(), new Step(next, moves, Trail.blocks(moves), last));
            }
        } else if (search.seen.add(next.print())) {
            search.open.add(new At(next, trail));
        }
    }

    private Station next(Station before, Move move, Optional<Trail> trail) {
        long key = Visited.mix(before.print(), move.print());
        Station known = transitions.get(key);
        if (known != null) {
            return known;
        }
        Station next;
        try {
            next = move.apply(before);
            boolean heard = move instanceof Move.Hear || move instanceof Move.Get;
            if (heard && next.print() != before.print()) {
                next.checkRepeated(move.apply(next)); // S15
            }
        } catch (IllegalStateException | IllegalArgumentException | Violation e) {
            throw new Violation(
                    String.valueOf(e.getMessage()), trail.orElseThrow().moves());
        }
        Station shared =
                Optional.ofNullable(stations.putIfAbsent(next.print(), next)).orElse(next);
        transitions.put(key, shared);
        return shared;
    }

    private void hear(At at, Search search) {
        Station station = at.station();
        Surroundings around = search.around;
        Root root = station.epoch().root();
        for (long view = root.view() + 1; view <= setting.plan.lastView(root); view++) {
            if (station.canUse(view)) {
                around.quorum(view).ifPresent(certificate -> hear(at, certificate, search));
            }
            around.commit(view).ifPresent(certificate -> hear(at, certificate, search));
            if (view >= station.view()) {
                around.timeout(view, root).ifPresent(certificate -> hear(at, certificate, search));
            }
        }
    }

    /** Plans that end the epoch with any certificate there is. */
    private void consent(At at, Search search) {
        Root root = at.station().epoch().root();
        for (long view = root.view(); root.epoch() == 0 && view <= setting.plan.views(); view++) {
            search.around.certified(view, root).ifPresent(certificate -> {
                go(at, new Move.Sign(certificate, false), search);
                if (setting.plan.newcomers() > 0) {
                    go(at, new Move.Sign(certificate, true), search);
                }
            });
        }
    }

    /** Who leaves with a plan follows it and says nothing, so nothing comes of that. */
    private void enter(At at, Search search) {
        EpochStart now = at.station().epoch();
        for (Consent plan : search.around.plans()) {
            boolean isLater = now.epoch() == 0 || plan.sequence() > now.plan();
            if (isLater && at.station().isMember(setting.epochBegunBy(plan))) {
                go(at, new Move.Enter(plan), search);
            }
        }
    }

    private void hear(At at, Certificate certificate, Search search) {
        if (!at.station().knows(certificate)) {
            go(at, new Move.Hear(certificate), search);
        }
    }

    /**
     * Proposals of the present view alone: one that comes early is kept until its certificate comes, which is the same as coming late.
     */
    private void propose(At at, Search search) {
        Root root = at.station().epoch().root();
        long view = at.station().view();
        if (rotations[setting.committee(at.station().epoch())].leader(view) != Setting.BYZANTINE) {
            for (Signed<Proposal> proposal : search.around.proposalsOf(view)) {
                go(at, new Move.Get(proposal), search);
            }
            return;
        }
        List<Move> moves = search.byzantine.computeIfAbsent(
                view, in -> byzantine(search.around, at.station().epoch(), in));
        moves.forEach(move -> go(at, move, search));
    }

    /** Whatever the fourth could propose. */
    private List<Move> byzantine(Surroundings around, EpochStart start, long view) {
        Root root = start.root();
        List<Proposal> proposals = new ArrayList<>();
        for (Justification why : grounds(around, root, view)) {
            Kind kind = why instanceof Justification.ByQuorum ? Kind.NORMAL_PROPOSAL : Kind.FALLBACK_PROPOSAL;
            BlockRef parent = setting.blocks.get(why.parent().block());
            for (BlockRef block : choices(around, parent, start, view)) {
                proposals.add(new Proposal(kind, view, block, why));
            }
            if (parent.lastOfEpoch() && parent.epoch() == root.epoch() && parent.view() < view) {
                proposals.add(new Proposal(Kind.REPROPOSAL, view, parent, why));
            }
        }
        for (BlockRef parent : around.blocksOf(view - 1)) {
            for (BlockRef block : choices(around, parent, start, view)) {
                proposals.add(new Proposal(Kind.OPTIMISTIC_PROPOSAL, view, block, new Grounds.Optimistic()));
            }
        }
        List<Move> moves = new ArrayList<>();
        for (Proposal proposal : proposals) {
            moves.add(new Move.Get(new Signed<>(proposal, Setting.BYZANTINE, Bytes.EMPTY)));
        }
        return moves;
    }

    /** Every justification that can be made for a view. */
    private static List<Justification> grounds(Surroundings around, Root root, long view) {
        List<Justification> grounds = new ArrayList<>();
        Optional<TimeoutCertificate> timeout = around.timeout(view - 1, root);
        for (long parentView = root.view(); parentView < view; parentView++) {
            Optional<BlockCertificate> parent = around.certified(parentView, root);
            parent.map(Justification.ByQuorum::new)
                    .filter(why -> why.opens(view))
                    .ifPresent(grounds::add);
            timeout.flatMap(gaveUp -> parent.map(high -> new Justification.ByTimeout(gaveUp, high)))
                    .filter(why -> why.opens(view))
                    .ifPresent(grounds::add);
        }
        return grounds;
    }

    /** Blocks of the view on this parent, and one more if the leader has not made two yet. */
    private List<BlockRef> choices(Surroundings around, BlockRef parent, EpochStart start, long view) {
        List<BlockRef> made = around.blocksOf(view);
        List<BlockRef> choices = new ArrayList<>();
        for (BlockRef block : made) {
            if (block.parent().equals(parent.hash())) {
                choices.add(block);
            }
        }
        if (made.size() < World.BLOCKS_PER_VIEW) {
            choices.add(
                    setting.blocks.make(parent, start.epoch(), start.plan(), view, Setting.BYZANTINE, choices.size()));
        }
        return choices;
    }
}
