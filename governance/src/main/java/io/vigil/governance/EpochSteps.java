package io.vigil.governance;

import io.vigil.governance.election.Candidate;
import io.vigil.governance.election.Election;
import io.vigil.governance.election.ElectionInput;
import io.vigil.governance.election.ElectionResult;
import io.vigil.governance.election.Membership;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Leads;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.epoch.Offences;
import io.vigil.governance.epoch.Spans;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.proposals.Closing;
import io.vigil.governance.proposals.Onboarding;
import io.vigil.governance.proposals.Upgrades;
import io.vigil.governance.registry.Conduct;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.Unbonding;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.StateView;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The single steps of G4, each a function of a state to write on. Tests replace one by one that throws. */
class EpochSteps {
    private static final Bytes ELECT = Bytes.wrap("ELECT".getBytes(StandardCharsets.US_ASCII));

    /** Spans are kept a little longer than evidence counts (G4). */
    private static final long SPAN_MARGIN = 2;

    private final ChainIdentity chain;
    private final Onboarding onboarding;

    EpochSteps(ChainIdentity chain, Onboarding onboarding) {
        this.chain = chain;
        this.onboarding = onboarding;
    }

    Closing.Result closeProposals(GovernanceState state, EpochState epoch, long height) {
        return Closing.close(state, epoch, onboarding, height);
    }

    Upgrades.Decision decideVersion(GovernanceState state, EpochState epoch, Hash mixHash) {
        return Upgrades.decide(
                state,
                epoch,
                version -> elect(state, epoch, epoch.parameters(), version, true, mixHash)
                        .activates());
    }

    /** @param missed lost views of each member of the next set */
    record Window(List<Long> missed, List<HookEvent> events) {}

    ElectionResult elect(
            StateView state, EpochState epoch, Parameters parameters, long version, boolean activating, Hash mixHash) {
        return Election.elect(new ElectionInput(
                Membership.of(epoch.module()),
                parameters,
                Candidate.all(new Registry(state)),
                epoch.set(),
                epoch.epoch(),
                version,
                activating,
                seed(epoch.epoch() + 1, mixHash)));
    }

    /** G20. */
    private Hash seed(long epoch, Hash mixHash) {
        return Keccak.hash(Bytes.concat(ELECT, Bytes.ofLong(chain.chainId()), Bytes.ofLong(epoch), mixHash.bytes()));
    }

    /**
     * Bars and unbars, jails who was barred too long, and starts the counters anew (G25, G26, G15).
     */
    Window closeWindow(GovernanceState state, EpochState epoch, List<Member> next) {
        List<HookEvent> events = new ArrayList<>();
        Registry.Edit registry = Registry.edit(state);
        SortedMap<Address, Long> missed = new TreeMap<>();
        for (Address address : records(state)) {
            Conduct before = registry.read().conduct(address);
            Conduct after = before.closed(epoch.epoch() + 1);
            missed.put(address, before.missed());
            if (!before.equals(after)) {
                registry.conduct(address, after);
            }
            jailIfBarredTooLong(registry, address, after, epoch, events);
        }
        return new Window(
                next.stream()
                        .map(member -> missed.getOrDefault(member.address(), 0L))
                        .toList(),
                events);
    }

    private static void jailIfBarredTooLong(
            Registry.Edit registry, Address address, Conduct conduct, EpochState epoch, List<HookEvent> events) {
        long limit = epoch.parameters().number(Parameter.JAIL_AFTER);
        long next = epoch.epoch() + 1;
        if (limit == 0 || conduct.barLevel() == 0 || next - conduct.barredSince() < limit) {
            return;
        }
        Optional<ValidatorRecord> record = registry.read().record(address).ok();
        if (record.isPresent() && record.get().standing() == Standing.ACTIVE) {
            registry.put(address, record.get().withStanding(Standing.JAILED, next + 1));
            registry.conduct(address, Conduct.NONE);
            events.add(new HookEvent.Noted(address + " is jailed: barred from leading for " + limit + " epochs"));
        }
    }

    List<Member> leads(StateView state, EpochState epoch, ElectionResult election, List<Long> missed) {
        return Leads.of(election.set(), epoch.epoch() + 1, new Registry(state), election.unready(), missed);
    }

    /** The listed addresses, each once. */
    List<Address> records(StateView state) {
        List<Address> addresses = new ArrayList<>();
        Registry registry = new Registry(state);
        for (int i = 0; i < registry.count(); i++) {
            addresses.add(registry.listed(i));
        }
        return addresses.stream().distinct().toList();
    }

    /** One record at the boundary: stake merges, the elected key takes over, who left gets its stake out (G4, G11, G13, G14). */
    void settle(GovernanceState state, Address address, EpochState before, EpochState now, long timestamp) {
        Offences.burnIfDue(state, address, now.epoch());
        Optional<ValidatorRecord> found = new Registry(state).record(address).ok();
        if (found.isEmpty()) {
            return;
        }
        ValidatorRecord record = found.get();
        ValidatorRecord next = record.incoming().isZero() ? record : record.merged();
        Optional<Member> member = now.member(address);
        if (member.isPresent() && member.get().blsKey().equals(record.nextKey())) {
            next = next.withKey(record.nextKey());
        }
        if (record.standing() == Standing.EXITING && member.isEmpty()) {
            next = next.stake().isZero() ? next : allUnbonding(next, now, timestamp);
            next = next.withVotedPower(0);
        }
        if (isForgotten(state, address, next, now)) {
            Registry.edit(state).remove(address, record);
        } else if (!next.equals(record)) {
            Registry.edit(state).put(address, next);
        }
    }

    private static ValidatorRecord allUnbonding(ValidatorRecord record, EpochState now, long timestamp) {
        List<Unbonding> out = new ArrayList<>(record.unbonding());
        Unbonding last = unbonding(record.stake(), now, timestamp);
        if (out.size() == ValidatorRecord.MAX_UNBONDING) {
            last = unbonding(
                    record.stake().add(out.removeLast().amount()).min(ValidatorRecord.MAX_STAKE), now, timestamp);
        }
        out.add(last);
        return record.withMoney(UInt256.ZERO, record.incoming(), record.paid(), out);
    }

    private static Unbonding unbonding(UInt256 amount, EpochState now, long timestamp) {
        Parameters parameters = now.parameters();
        return new Unbonding(
                amount,
                now.epoch() + parameters.number(Parameter.UNBONDING_EPOCHS),
                timestamp + parameters.number(Parameter.UNBONDING_SECONDS));
    }

    /** G13: nothing is left of it, and no evidence can reach it any more. */
    private static boolean isForgotten(StateView state, Address address, ValidatorRecord record, EpochState now) {
        boolean leaves = record.standing() == Standing.EXITING || record.standing() == Standing.TOMBSTONED;
        long from = Math.max(0, now.epoch() - now.parameters().number(Parameter.UNBONDING_EPOCHS));
        return leaves
                && record.votedPower() == 0
                && record.atStake().isZero()
                && now.member(address).isEmpty()
                && new Registry(state).penalty(address).isZero()
                && !new Spans(state).isMemberWithin(from, now.epoch(), address);
    }

    void dropOldSpans(GovernanceState state, EpochState now) {
        long old = now.epoch() - now.parameters().number(Parameter.UNBONDING_EPOCHS) - SPAN_MARGIN;
        if (old >= 0) {
            Spans.drop(state, old);
        }
    }
}
