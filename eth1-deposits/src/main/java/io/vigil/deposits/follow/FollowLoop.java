package io.vigil.deposits.follow;

import io.vigil.deposits.CandidateBlock;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.store.TreeStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Carries a follower's questions to an endpoint and its steps to the store. An endpoint that is given up is followed by the
 * next one, which must know our last block before its logs are used (D31). Blocks its caller; one thread at a time.
 */
public final class FollowLoop {
    /** Questions in one poll: the caller gets its thread back to do something else. */
    public static final int MAX_REQUESTS = 512;

    /** Ranges of older logs asked for at once. */
    private static final int MAX_OLDER_RANGES = 64;

    private final List<Endpoint> endpoints;
    private final TreeStore store;
    private final DepositFollower follower;
    private final Contract contract;
    private final FollowSettings settings;
    private Optional<OlderDeposits> older = Optional.empty();
    private int current;
    private Optional<FollowReport.Ending> ending = Optional.empty();
    private boolean finalising = true;
    private final List<String> refused = new ArrayList<>();
    private int requests;

    /** @throws IllegalArgumentException without an endpoint: who has none is blind by choice and follows nothing */
    public FollowLoop(List<Endpoint> endpoints, Contract contract, FollowSettings settings, TreeStore store) {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("no eth1 endpoint to follow");
        }
        this.endpoints = List.copyOf(endpoints);
        this.store = store;
        this.contract = contract;
        this.settings = settings;
        this.follower = new DepositFollower(contract, settings, store);
    }

    /** Reads what is new, until there is nothing left, no endpoint is left, or enough was asked. */
    public FollowReport poll(long nowSeconds) {
        ending = Optional.empty();
        finalising = true;
        refused.clear();
        requests = 0;
        for (int tried = 0; tried < endpoints.size() && ending.isEmpty(); tried++) {
            int before = refused.size();
            talk(nowSeconds);
            if (refused.size() > before) {
                current = (current + 1) % endpoints.size();
            }
        }
        return new FollowReport(ending.orElse(new FollowReport.Ending.NoEndpoint()), refused, finalising, requests);
    }

    /** See {@link DepositFollower#isHalted}: no vote is cast or judged then. */
    public boolean isHalted() {
        return follower.isHalted();
    }

    /**
     * Looks for the candidate of a period among blocks that were skipped while catching up (D4): their headers are bisected
     * by time, so a range of 1,000 blocks takes 10 requests. What is found is in the store afterwards.
     */
    public void findCandidate(long boundSeconds) throws EndpointException {
        Optional<CandidateBlock> known = CandidateBlock.find(store, boundSeconds);
        if (known.isPresent()) {
            store.remember(SkippedBlocks.between(
                    known.get(), boundSeconds, endpoints.get(current).logs(), store.tree()));
        }
    }

    /**
     * Looks for deposits before the store's beginning, which the chain has still to process (D29). What is found is in the store
     * afterwards; a long way takes several calls.
     *
     * @param processed the tree of what the chain has processed
     */
    public void findOlder(Frontier processed) throws EndpointException {
        long missing = store.beginning().count() - processed.count();
        if (missing < 1 || missing > OlderDeposits.MAX_DEPOSITS) {
            return;
        }
        OlderDeposits search = older.filter(each -> each.begun().equals(store.beginning()))
                .orElseGet(() -> new OlderDeposits(
                        contract, processed, store.oldestBlock(), store.beginning(), settings.maxRangeBlocks()));
        older = Optional.of(search);
        try {
            Optional<List<DepositData>> found =
                    search.read(endpoints.get(current).logs(), MAX_OLDER_RANGES);
            if (found.isPresent()) {
                older = Optional.empty();
                store.extendBack(search.wanted(), found.get());
            }
        } catch (EndpointException e) {
            current = (current + 1) % endpoints.size();
            throw e;
        }
    }

    private void talk(long nowSeconds) {
        Deque<FollowEffect> effects = new ArrayDeque<>(follower.step(new FollowEvent.Poll(nowSeconds)));
        while (!effects.isEmpty()) {
            if (requests >= MAX_REQUESTS) {
                ending = Optional.of(new FollowReport.Ending.More());
                return;
            }
            perform(effects.removeFirst()).ifPresent(event -> effects.addAll(follower.step(event)));
        }
    }

    private Optional<FollowEvent> perform(FollowEffect effect) {
        ExecutionLogs node = endpoints.get(current).logs();
        return switch (effect) {
            case FollowEffect.AskStatus() -> ask(() -> new FollowEvent.StatusCame(node.status()));
            case FollowEffect.AskBlock(long number) -> ask(() -> new FollowEvent.BlockCame(node.block(number)));
            case FollowEffect.AskLogs(long first, long last) ->
                ask(() -> new FollowEvent.LogsCame(node.logs(first, last)));
            case FollowEffect.AskReceipts(Eth1Block block) ->
                ask(() -> new FollowEvent.LogsCame(node.receiptLogs(block)));
            case FollowEffect.AskContract(Eth1Block block) ->
                ask(() -> new FollowEvent.ContractCame(node.contract(block.hash())));
            case FollowEffect.Write(var step) -> {
                store.apply(step);
                yield Optional.of(new FollowEvent.Written());
            }
            case FollowEffect.GiveUp(FollowEffect.Fault fault, String why) -> {
                refused.add(endpoints.get(current).name() + ": " + fault + ": " + why);
                yield Optional.empty();
            }
            case FollowEffect.CaughtUp() -> end(new FollowReport.Ending.CaughtUp());
            case FollowEffect.NotFinalising(Eth1Block _) -> {
                finalising = false;
                yield Optional.empty();
            }
            case FollowEffect.Halt(Eth1Block ours, Eth1Block theirs) ->
                end(new FollowReport.Ending.Halted(ours, theirs));
        };
    }

    private Optional<FollowEvent> end(FollowReport.Ending how) {
        ending = Optional.of(how);
        return Optional.empty();
    }

    private Optional<FollowEvent> ask(Question question) {
        requests++;
        try {
            return Optional.of(question.ask());
        } catch (EndpointException e) {
            return Optional.of(new FollowEvent.Failed(String.valueOf(e.getMessage())));
        }
    }

    /** One call of an endpoint. */
    private interface Question {
        FollowEvent ask() throws EndpointException;
    }
}
