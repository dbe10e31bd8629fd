package io.vigil.testnet.explorer;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a member can do next: hear of any certificates in any order, perhaps after a restart, until it signs something. What it hears and does not
 * act on it can as well hear later, so only where it acts a new state begins. Each is tried once per member state and surroundings.
 */
final class Steps {
    /** Remembered answers; some 2 KB each with their cores. */
    private static final int MOST_REMEMBERED = 100_000;

    private record Question(long station, long surroundings) {}

    private record At(Station station, List<Move> moves, List<BlockRef> blocks) {}

    private final Setting setting;
    private final Map<Question, List<Step>> answers;
    private final Map<Long, Station> stations;
    private final LeaderRotation[] rotations;

    /** @param answers and {@code stations}: shared by the threads of one search */
    Steps(Setting setting, Map<Question, List<Step>> answers, Map<Long, Station> stations) {
        this.setting = setting;
        this.answers = answers;
        this.stations = stations;
        this.rotations = new LeaderRotation[] {setting.rotation(0), setting.rotation(1)};
    }

    Steps(Setting setting) {
        this(setting, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    /** For another thread. */
    Steps copy() {
        return new Steps(setting, answers, stations);
    }

    /** @throws Violation with the moves that led to it */
    List<Step> of(Station station, Surroundings around) {
        Question question = new Question(station.print(), around.print());
        List<Step> known = answers.get(question);
        if (known != null) {
            return known;
        }
        List<Step> found = search(station, around);
        if (answers.size() > MOST_REMEMBERED) {
            answers.clear();
            stations.clear();
        }
        answers.put(question, found);
        return found;
    }

    private List<Step> search(Station first, Surroundings around) {
        if (first.epoch().epoch() >= rotations.length) {
            return List.of();
        }
        Map<Long, Step> steps = new LinkedHashMap<>();
        Set<Long> seen = new HashSet<>();
        Deque<At> open = new ArrayDeque<>();
        seen.add(first.print());
        open.add(new At(first, List.of(), List.of()));
        if (!first.isFresh()) {
            go(new At(first, List.of(), List.of()), new Move.Restart(), List.of(), seen, open, steps);
        }
        while (!open.isEmpty()) {
            At at = open.poll();
            boolean within = at.station().view() <= setting.plan.views();
            if (within && !at.station().hasTimedOut()) {
                go(at, new Move.TimeOut(), List.of(), seen, open, steps);
            }
            hear(at, around, seen, open, steps);
            if (within) {
                propose(at, around, seen, open, steps);
            }
        }
        return List.copyOf(steps.values());
    }

    private void go(At from, Move move, List<BlockRef> made, Set<Long> seen, Deque<At> open, Map<Long, Step> steps) {
        List<Move> moves = new ArrayList<>(from.moves());
        moves.add(move);
        Station next;
        try {
            next = move.apply(from.station());
            if (next.print() == from.station().print()) {
                return;
            }
            if (move instanceof Move.Hear || move instanceof Move.Get) {
                next.checkRepeated(move.apply(next)); // S15
            }
        } catch (IllegalStateException | IllegalArgumentException | Violation e) {
            throw new Violation(String.valueOf(e.getMessage()), moves);
        }
        List<BlockRef> blocks = new ArrayList<>(from.blocks());
        blocks.addAll(made);
        Station shared =
                Optional.ofNullable(stations.putIfAbsent(next.print(), next)).orElse(next);
        boolean acted = next.said() != from.station().said()
                || !next.proposals().equals(from.station().proposals())
                || next.epoch() != from.station().epoch();
        if (acted) {
            steps.putIfAbsent(next.print(), new Step(shared, moves, blocks, false));
        } else if (move instanceof Move.Hear(Certificate certificate) && setting.isOnlyFinality(certificate)) {
            steps.putIfAbsent(next.print(), new Step(shared, moves, blocks, true));
        } else if (seen.add(next.print())) {
            open.add(new At(shared, moves, blocks));
        }
    }

    private void hear(At at, Surroundings around, Set<Long> seen, Deque<At> open, Map<Long, Step> steps) {
        Station station = at.station();
        Root root = station.epoch().root();
        for (long view = root.view() + 1; view <= setting.plan.views(); view++) {
            List<Certificate> certificates = new ArrayList<>();
            if (station.canUse(view)) {
                around.quorum(view).ifPresent(certificates::add);
            }
            around.commit(view).ifPresent(certificates::add);
            if (view >= station.view()) {
                around.timeout(view, root).ifPresent(certificates::add);
            }
            for (Certificate certificate : certificates) {
                if (!station.knows(certificate)) {
                    go(at, new Move.Hear(certificate), List.of(), seen, open, steps);
                }
            }
        }
    }

    /**
     * Proposals of the present view alone: one that comes early is kept until its certificate comes, which is the same as coming late.
     */
    private void propose(At at, Surroundings around, Set<Long> seen, Deque<At> open, Map<Long, Step> steps) {
        Root root = at.station().epoch().root();
        long view = at.station().view();
        if (rotations[(int) root.epoch()].leader(view) != Setting.BYZANTINE) {
            for (Signed<Proposal> proposal : around.proposalsOf(view)) {
                go(at, new Move.Get(proposal), List.of(), seen, open, steps);
            }
            return;
        }
        for (Proposal proposal : byzantine(around, root, view)) {
            Move move = new Move.Get(new Signed<>(proposal, Setting.BYZANTINE, Bytes.EMPTY));
            boolean isNew = proposal.block().view() == view;
            go(at, move, isNew ? List.of(proposal.block()) : List.of(), seen, open, steps);
        }
    }

    /** Whatever the fourth could propose. */
    private List<Proposal> byzantine(Surroundings around, Root root, long view) {
        List<Proposal> proposals = new ArrayList<>();
        for (Justification why : grounds(around, root, view)) {
            Kind kind = why instanceof Justification.ByQuorum ? Kind.NORMAL_PROPOSAL : Kind.FALLBACK_PROPOSAL;
            BlockRef parent = setting.blocks.get(why.parent().block());
            for (BlockRef block : choices(around, parent, root.epoch(), view)) {
                proposals.add(new Proposal(kind, view, block, why));
            }
            if (parent.lastOfEpoch() && parent.epoch() == root.epoch() && parent.view() < view) {
                proposals.add(new Proposal(Kind.REPROPOSAL, view, parent, why));
            }
        }
        for (BlockRef parent : around.blocksOf(view - 1)) {
            for (BlockRef block : choices(around, parent, root.epoch(), view)) {
                proposals.add(new Proposal(Kind.OPTIMISTIC_PROPOSAL, view, block, new Grounds.Optimistic()));
            }
        }
        return proposals;
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
    private List<BlockRef> choices(Surroundings around, BlockRef parent, long epoch, long view) {
        List<BlockRef> made = around.blocksOf(view);
        List<BlockRef> choices = new ArrayList<>();
        for (BlockRef block : made) {
            if (block.parent().equals(parent.hash())) {
                choices.add(block);
            }
        }
        if (made.size() < World.BLOCKS_PER_VIEW) {
            choices.add(setting.blocks.make(parent, epoch, view, Setting.BYZANTINE, choices.size()));
        }
        return choices;
    }
}
