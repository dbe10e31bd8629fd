package io.vigil.deposits.follow;

import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.FollowedChain;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.store.Advance;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Follows one eth1 node at a time. Pure: no clock, socket or disk; the same events give the same effects.
 *
 * <p>A poll is a dialogue: status, fork point, then range by range headers, logs, and the contract's own count and root at
 * the last header. Only what these three agree on is written (D27). Any failure or contradiction halves the range; at one
 * block the receipts are read instead of the log index; then the endpoint is given up for this poll. Blocks above the final
 * one are read header by header, each naming the one before as its parent, and may be taken back; below it nothing is ever
 * taken back (D5).
 */
public final class DepositFollower {
    /** Headers read for one range above the final block: Ethereum has 64 to 96 of them. */
    public static final int MAX_TAIL_BLOCKS = 128;

    private final Contract contract;
    private final FollowSettings settings;
    private final FollowedChain known;

    private Phase phase = new Phase.Idle();
    private int range;
    private boolean halted;

    /** Which answer is awaited. */
    private sealed interface Phase {
        record Idle() implements Phase {}

        record Status(long nowSeconds) implements Phase {}

        /** Whether block {@code number}, which we know, is still theirs. */
        record Fork(Target target, long number) implements Phase {}

        record Headers(Target target, Eth1Point from, List<Eth1Block> headers, long next, long last) implements Phase {}

        record Logs(Target target, LogRange wanted, boolean receipts) implements Phase {}

        record Root(Target target, LogRange wanted, boolean receipts, LogRange.Read read) implements Phase {}

        record Writing(Target target) implements Phase {}
    }

    /** Where this poll goes. */
    private record Target(Eth1Block head, Eth1Block finalized) {}

    public DepositFollower(Contract contract, FollowSettings settings, FollowedChain known) {
        this.contract = contract;
        this.settings = settings;
        this.known = known;
        this.range = settings.maxRangeBlocks();
    }

    /**
     * Whether eth1 replaced what was final (D5). Nothing is read then, and each poll looks again: it ends when the node has
     * our block again, or when an operator has restarted the store below the fork.
     */
    public boolean isHalted() {
        return halted;
    }

    /** An answer that was not asked for is ignored: it belongs to a dialogue that a poll has dropped. */
    public List<FollowEffect> step(FollowEvent event) {
        return switch (event) {
            case FollowEvent.Poll(long now) -> {
                phase = new Phase.Status(now);
                yield List.of(new FollowEffect.AskStatus());
            }
            case FollowEvent.StatusCame(EndpointStatus status) ->
                phase instanceof Phase.Status asked ? onStatus(asked, status) : List.of();
            case FollowEvent.BlockCame(Optional<Eth1Block> block) -> onBlock(block);
            case FollowEvent.LogsCame(List<ContractLog> logs) ->
                phase instanceof Phase.Logs asked ? onLogs(asked, logs) : List.of();
            case FollowEvent.ContractCame(ContractAnswer answer) ->
                phase instanceof Phase.Root asked ? onContract(asked, answer) : List.of();
            case FollowEvent.Written() ->
                phase instanceof Phase.Writing done ? nextRange(done.target(), known.head()) : List.of();
            case FollowEvent.Failed(String why) -> onFailure(why);
        };
    }

    private List<FollowEffect> onStatus(Phase.Status asked, EndpointStatus status) {
        if (status.chainId() == 0 || status.syncing()) { // a node that starts may not know its chain yet (P-8)
            return giveUp(FollowEffect.Fault.BEHIND, "the node is not ready: chain id " + status.chainId());
        }
        boolean same = status.chainId() == contract.chainId()
                && status.codeHash().equals(contract.codeHash())
                && status.deployHash().equals(contract.deployHash());
        if (!same) {
            return giveUp(
                    FollowEffect.Fault.WRONG_CHAIN,
                    "chain " + status.chainId() + ", code " + status.codeHash() + ", block " + contract.deployBlock()
                            + " is " + status.deployHash());
        }
        if (status.head().number() < known.finalized().number()) {
            return giveUp(
                    FollowEffect.Fault.BEHIND,
                    "its head " + status.head().number() + " is below our final "
                            + known.finalized().number());
        }
        Optional<Eth1Block> finalized = settings.depth() == 0 ? status.finalized() : Optional.of(status.head());
        if (finalized.isEmpty()) {
            return giveUp(FollowEffect.Fault.BEHIND, "it has no block tagged 'finalized'");
        }
        if (finalized.get().number() > status.head().number()) {
            return giveUp(FollowEffect.Fault.CONTRADICTS_ITSELF, "its final block is above its head");
        }
        List<FollowEffect> effects = new ArrayList<>();
        if (asked.nowSeconds() - finalized.get().timestamp() > settings.maxFinalityAgeSeconds()) {
            effects.add(new FollowEffect.NotFinalising(finalized.get()));
        }
        Target target = new Target(status.head(), finalized.get());
        effects.addAll(askFork(
                target, Math.min(known.head().block().number(), status.head().number())));
        return effects;
    }

    private List<FollowEffect> onBlock(Optional<Eth1Block> block) {
        return switch (phase) {
            case Phase.Fork asked ->
                block.isPresent() && block.get().number() == asked.number()
                        ? onForkBlock(asked, block.get())
                        : onFailure("no block " + asked.number() + " below its head");
            case Phase.Headers asked ->
                block.isPresent() && block.get().number() == asked.next()
                        ? onHeader(asked, block.get())
                        : onFailure("no block " + asked.next() + " below its head");
            case Phase.Idle _, Phase.Status _, Phase.Logs _, Phase.Root _, Phase.Writing _ -> List.of();
        };
    }

    /** Looks for the highest block that both have, among those we know. */
    private List<FollowEffect> askFork(Target target, long atMost) {
        List<Eth1Point> candidates = known.points(known.finalized().number(), atMost);
        long number = candidates.isEmpty()
                ? known.finalized().number()
                : candidates.getLast().block().number();
        phase = new Phase.Fork(target, number);
        return List.of(new FollowEffect.AskBlock(number));
    }

    private List<FollowEffect> onForkBlock(Phase.Fork asked, Eth1Block theirs) {
        Eth1Point ours = known.point(asked.number()).orElseGet(known::head);
        if (ours.block().hash().equals(theirs.hash())) {
            halted = false;
            return nextRange(asked.target(), ours);
        }
        if (asked.number() > known.finalized().number()) {
            return askFork(asked.target(), asked.number() - 1);
        }
        if (asked.target().finalized().number() < asked.number()) { // it does not call its own branch final
            return giveUp(FollowEffect.Fault.BEHIND, "it is on another branch and has not finalised it");
        }
        halted = true;
        phase = new Phase.Idle();
        return List.of(new FollowEffect.Halt(ours.block(), theirs));
    }

    private List<FollowEffect> nextRange(Target target, Eth1Point from) {
        long first = from.block().number() + 1;
        if (first > target.head().number()) {
            return end(target, from);
        }
        boolean bulk = first < finalNumber(target);
        long last = bulk
                ? Math.min(first + range - 1, finalNumber(target))
                : Math.min(
                        first + Math.min(range, MAX_TAIL_BLOCKS) - 1,
                        target.head().number());
        return askHeaders(new Phase.Headers(target, from, List.of(), bulk ? last : first, last));
    }

    /** Block number up to which their chain is final. */
    private long finalNumber(Target target) {
        return Math.max(0, target.finalized().number() - settings.depth());
    }

    private List<FollowEffect> end(Target target, Eth1Point head) {
        Eth1Block finalized = finalizedKnown(target, head, List.of());
        boolean moved = finalized.number() > known.finalized().number()
                || !head.equals(known.head()); // their chain is a shorter part of ours
        if (moved) {
            phase = new Phase.Writing(target);
            return List.of(new FollowEffect.Write(new Advance(head, List.of(), List.of(), finalized)));
        }
        phase = new Phase.Idle();
        return List.of(new FollowEffect.CaughtUp());
    }

    private List<FollowEffect> askHeaders(Phase.Headers headers) {
        phase = headers;
        return List.of(new FollowEffect.AskBlock(headers.next()));
    }

    private List<FollowEffect> onHeader(Phase.Headers asked, Eth1Block header) {
        Eth1Block before = asked.headers().isEmpty()
                ? asked.from().block()
                : asked.headers().getLast();
        boolean linked =
                header.number() != before.number() + 1 || header.parent().equals(before.hash());
        if (!linked || header.timestamp() < before.timestamp()) {
            return onFailure("block " + header.number() + " does not follow block " + before.number());
        }
        boolean wrongFinal = header.number() == asked.target().finalized().number()
                && !header.hash().equals(asked.target().finalized().hash());
        if (wrongFinal) {
            return onFailure("block " + header.number() + " is not the one it called final");
        }
        List<Eth1Block> headers = new ArrayList<>(asked.headers());
        headers.add(header);
        if (header.number() < asked.last()) {
            return askHeaders(new Phase.Headers(
                    asked.target(), asked.from(), List.copyOf(headers), header.number() + 1, asked.last()));
        }
        LogRange wanted = new LogRange(asked.from(), List.copyOf(headers), contract);
        phase = new Phase.Logs(asked.target(), wanted, false);
        return List.of(new FollowEffect.AskLogs(asked.from().block().number() + 1, header.number()));
    }

    private List<FollowEffect> onLogs(Phase.Logs asked, List<ContractLog> logs) {
        try {
            LogRange.Read read = asked.wanted().read(logs, known.tree());
            phase = new Phase.Root(asked.target(), asked.wanted(), asked.receipts(), read);
            return List.of(new FollowEffect.AskContract(asked.wanted().headers().getLast()));
        } catch (MalformedException e) {
            return onFailure(e.getMessage());
        }
    }

    /** Contiguity does not show a missing tail; the contract's own count and root do (P-6). */
    private List<FollowEffect> onContract(Phase.Root asked, ContractAnswer answer) {
        Frontier frontier = asked.read().frontier();
        if (answer.count() != frontier.count() || !answer.root().equals(frontier.root())) {
            return onFailure("the contract has " + answer.count() + " deposits and root " + answer.root()
                    + ", the logs give " + frontier.count() + " and " + frontier.root());
        }
        range = Math.min(settings.maxRangeBlocks(), range + range / 4 + 1);
        List<Eth1Point> points = asked.read().points();
        Eth1Block finalized = finalizedKnown(asked.target(), asked.wanted().from(), points);
        phase = new Phase.Writing(asked.target());
        return List.of(new FollowEffect.Write(
                new Advance(asked.wanted().from(), asked.read().deposits(), points, finalized)));
    }

    /**
     * The highest block we know, these included, that is final there; never below what was final here. Of the blocks known
     * before, only those up to the fork point are theirs.
     */
    private Eth1Block finalizedKnown(Target target, Eth1Point from, List<Eth1Point> fresh) {
        long number = finalNumber(target);
        Eth1Block best = known.finalized();
        for (Eth1Point point :
                known.points(best.number(), Math.min(number, from.block().number()))) {
            best = point.block().number() > best.number() ? point.block() : best;
        }
        for (Eth1Point point : fresh) {
            boolean higher =
                    point.block().number() > best.number() && point.block().number() <= number;
            best = higher ? point.block() : best;
        }
        return best;
    }

    private List<FollowEffect> onFailure(String why) {
        return switch (phase) {
            case Phase.Idle _, Phase.Writing _ -> List.of();
            case Phase.Status _, Phase.Fork _ -> giveUp(FollowEffect.Fault.UNREACHABLE, why);
            case Phase.Headers asked -> smaller(asked.target(), asked.from(), why);
            case Phase.Logs asked ->
                asked.receipts() ? giveUp(contradicts(), why) : smallerOrReceipts(asked.target(), asked.wanted(), why);
            case Phase.Root asked ->
                asked.receipts() ? giveUp(contradicts(), why) : smallerOrReceipts(asked.target(), asked.wanted(), why);
        };
    }

    private List<FollowEffect> smallerOrReceipts(Target target, LogRange wanted, String why) {
        Eth1Block last = wanted.headers().getLast();
        boolean single = last.number() == wanted.from().block().number() + 1;
        if (!single) {
            return smaller(target, wanted.from(), why);
        }
        phase = new Phase.Logs(target, wanted, true);
        return List.of(new FollowEffect.AskReceipts(last));
    }

    private List<FollowEffect> smaller(Target target, Eth1Point from, String why) {
        if (range == 1) {
            return giveUp(FollowEffect.Fault.UNREACHABLE, why);
        }
        range /= 2; // P-10: whatever the reason was
        return nextRange(target, from);
    }

    private List<FollowEffect> giveUp(FollowEffect.Fault fault, String why) {
        phase = new Phase.Idle();
        range = Math.max(1, range);
        return List.of(new FollowEffect.GiveUp(fault, why));
    }

    private static FollowEffect.Fault contradicts() {
        return FollowEffect.Fault.CONTRADICTS_ITSELF;
    }
}
