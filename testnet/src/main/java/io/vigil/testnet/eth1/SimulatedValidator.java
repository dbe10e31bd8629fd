package io.vigil.testnet.eth1;

import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.FollowedChain;
import io.vigil.deposits.follow.CrossCheck;
import io.vigil.deposits.follow.Endpoint;
import io.vigil.deposits.follow.EndpointException;
import io.vigil.deposits.follow.FollowLoop;
import io.vigil.deposits.follow.FollowReport;
import io.vigil.deposits.follow.FollowSettings;
import io.vigil.deposits.store.Start;
import io.vigil.deposits.store.TreeStore;
import io.vigil.deposits.voting.CompletingVotes;
import io.vigil.deposits.voting.DepositInput;
import io.vigil.deposits.voting.DepositState;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.deposits.voting.Eth1Voting;
import io.vigil.deposits.voting.Eth1Voting.Health;
import io.vigil.storage.MemoryStore;
import io.vigil.testnet.local.SkippedDeposit;
import io.vigil.types.Address;
import java.util.List;
import java.util.Optional;

/** A member of the set with its own node of eth1: follows, votes, includes and withholds by the rules, or by its sin. */
final class SimulatedValidator {
    private static final FollowSettings SETTINGS = new FollowSettings(0, 16, Long.MAX_VALUE / 4);

    private final Address address;
    private final SimulatedEndpoint eth1;
    private final Eth1Parameters parameters;
    private final TreeStore store;
    private final FollowLoop loop;
    private Kind kind;
    private boolean online = true;
    private boolean caughtUp;
    private CompletingVotes completing = CompletingVotes.NONE;
    private Optional<Long> own = Optional.empty();
    private long adoptions;

    /** What it does about eth1. */
    enum Kind {
        SOUND,
        /** Has no eth1. */
        BLIND,
        /** Believes that the first deposit was never made, and does not check (2021). */
        BUG,
        /** Votes for what it likes, and for every block. */
        LIAR
    }

    SimulatedValidator(Address address, Kind kind, SimulatedEth1 eth1, Eth1Parameters parameters) {
        this.address = address;
        this.kind = kind;
        this.eth1 = new SimulatedEndpoint(eth1);
        this.parameters = parameters;
        this.store = TreeStore.open(
                        new MemoryStore(), Start.ofLogs(eth1.at(0).orElseThrow().header()))
                .store();
        this.loop = new FollowLoop(List.of(endpoint()), parameters.contract(), SETTINGS, store);
    }

    private Endpoint endpoint() {
        return new Endpoint("eth1", eth1);
    }

    Address address() {
        return address;
    }

    Kind kind() {
        return kind;
    }

    /** It is repaired: the same store, read rightly. */
    void repair() {
        kind = Kind.SOUND;
        eth1.set(SimulatedEndpoint.Fault.NONE);
        online = true;
    }

    boolean isOnline() {
        return online;
    }

    /** What it remembered in memory is gone. */
    void crash() {
        online = false;
        caughtUp = false;
        completing = CompletingVotes.NONE;
        own = Optional.empty();
    }

    void start() {
        online = true;
    }

    void endpointBecomes(SimulatedEndpoint.Fault fault) {
        eth1.set(fault);
    }

    void poll(long now) {
        if (kind != Kind.BLIND && online) {
            caughtUp |= loop.poll(now).ending() instanceof FollowReport.Ending.CaughtUp;
        }
    }

    private Eth1Voting voting() {
        Health health = loop.isHalted() ? Health.HALTED : caughtUp ? Health.AUDITED : Health.AUDITING;
        return new Eth1Voting(parameters, believed(), kind == Kind.BUG ? Health.AUDITED : health);
    }

    private FollowedChain believed() {
        return kind == Kind.BUG ? SkippedDeposit.in(store.now()).orElse(store.now()) : store.now();
    }

    /** D18, D31: what it would cast; what D19 leaves out is asked separately, since only a state can tell. */
    Optional<Eth1Data> vote(long periodTime, DepositState pre) {
        Eth1Voting voting = voting();
        try {
            loop.findCandidate(voting.bound(periodTime));
        } catch (EndpointException e) {
            return Optional.empty();
        }
        if (!(voting.cast(periodTime, pre) instanceof Eth1Voting.Cast.Vote(Eth1Data data))) {
            return Optional.empty();
        }
        boolean agreed =
                kind == Kind.BUG || CrossCheck.check(data, List.of(endpoint()), 1) instanceof CrossCheck.Verdict.Agreed;
        return agreed ? Optional.of(data) : Optional.empty();
    }

    /** D19: whether a vote that would be adopted may go into this view's block; if so, it is remembered. */
    boolean mayComplete(long view, boolean byTimeout) {
        if (!completing.allows(view, byTimeout)) {
            return false;
        }
        own = Optional.of(view);
        return true;
    }

    /** D19: something was adopted, or what its own vote would have had adopted is not. */
    void leads(long view, long generation) {
        if (generation > adoptions) {
            adoptions = generation;
            completing = completing.adopted();
            own = Optional.empty();
        } else if (own.isPresent() && view > own.get()) {
            completing = completing.failed(own.get());
            own = Optional.empty();
        }
    }

    /** D23. */
    List<DepositInput> deposits(DepositState pre) {
        return voting().include(pre, store.now()::deposit) instanceof Eth1Voting.Included.Deposits(var some)
                ? some
                : List.of();
    }

    /** D20. */
    boolean withholds(Eth1Data adopted) {
        return switch (kind) {
            case SOUND, BUG -> voting().judge(adopted) == Eth1Voting.Judgement.CONTRADICTED;
            case BLIND, LIAR -> false;
        };
    }
}
