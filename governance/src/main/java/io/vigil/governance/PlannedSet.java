package io.vigil.governance;

import io.vigil.governance.election.Membership;
import io.vigil.governance.election.Seat;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.registry.Possession;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.StateView;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Enrolment;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSignature;
import io.vigil.types.genesis.GovernanceModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The members that a plan brings (G44): each with a record that would give it a seat, so that the next election finds it where a vote or a genesis would
 * have put it. Who is sent away by the plan loses the seat that a vote or a genesis gave; stake stays whose it is, and nobody gets any.
 */
final class PlannedSet {
    /** As much as a vote gives (G17). */
    private static final long MAX_POWER_BY_VOTE = 1_000;

    private static final int FEWEST_WITH_CAP = 4;

    private final EpochState at;
    private final Parameters parameters;
    private final Registry registry;
    private final ChainIdentity chain;
    private final Membership membership;
    private final SortedMap<Address, ValidatorRecord> records = new TreeMap<>();
    private final SortedSet<Address> enrolled = new TreeSet<>();

    private PlannedSet(EpochState at, Parameters parameters, ChainIdentity chain, StateView view) {
        this.at = at;
        this.parameters = parameters;
        this.registry = new Registry(view);
        this.chain = chain;
        this.membership = Membership.of(at.module());
    }

    /** What a plan makes of the set. */
    sealed interface Outcome {
        /**
         * @param records that change
         * @param enrolled those of them that are new to the registry
         */
        record Seated(List<Member> set, SortedMap<Address, ValidatorRecord> records, SortedSet<Address> enrolled)
                implements Outcome {}

        record Refused(String why) implements Outcome {}
    }

    /**
     * @param parameters of the epoch that the plan begins
     * @param wanted ascending by address; none to keep the present set
     */
    static Outcome of(
            EpochState at,
            Parameters parameters,
            List<PlannedEpoch.Wanted> wanted,
            ChainIdentity chain,
            StateView view) {
        return wanted.isEmpty()
                ? new Outcome.Seated(at.set(), new TreeMap<>(), new TreeSet<>())
                : new PlannedSet(at, parameters, chain, view).seat(wanted);
    }

    private Outcome seat(List<PlannedEpoch.Wanted> wanted) {
        List<Seat> seats = new ArrayList<>();
        List<Member> set = new ArrayList<>();
        for (PlannedEpoch.Wanted one : wanted) {
            Member member = one.member();
            Optional<String> refusal = one.enrolment().isEmpty()
                    ? known(member)
                    : enrol(member, one.enrolment().getFirst());
            if (refusal.isPresent()) {
                return new Outcome.Refused("member " + member.address() + ": " + refusal.get());
            }
            ValidatorRecord record = Objects.requireNonNull(records.get(member.address()), "it was just put there");
            Optional<String> noSeat = membership.refusal(record, parameters);
            if (noSeat.isPresent()) {
                return new Outcome.Refused("member " + member.address() + " would have no seat: " + noSeat.get());
            }
            seats.add(membership.seat(member.address(), record, parameters));
            set.add(member.leading(true));
        }
        Optional<String> unsound = unsound(set, membership.power(seats));
        if (unsound.isPresent()) {
            return new Outcome.Refused(unsound.get());
        }
        sendAway(set);
        return new Outcome.Seated(List.copyOf(set), records, enrolled);
    }

    private Optional<String> known(Member member) {
        Optional<ValidatorRecord> found = registry.record(member.address()).ok();
        if (found.isEmpty()) {
            return Optional.of("the registry has no sound record of it, and the plan brings none");
        }
        if (!found.get().blsKey().equals(member.blsKey())) {
            return Optional.of("its key is " + found.get().blsKey());
        }
        if (registry.isBurned(member.blsKey())) {
            return Optional.of("its key is burned");
        }
        return put(member, found.get());
    }

    /** G7, without stake and without a call. */
    private Optional<String> enrol(Member member, Enrolment from) {
        if (!ValidatorRecord.addressOf(member.blsKey()).equals(member.address())) {
            return Optional.of("not the address of its key");
        }
        if (registry.keyOwner(member.blsKey()).isPresent()) {
            return Optional.of("the registry knows its key: bring no record of it");
        }
        if (!provesPossession(member, from)) {
            return Optional.of("the proof of possession is not its key's");
        }
        Bytes nodeId = from.nodeId();
        boolean nodeUsed = registry.nodeOwner(nodeId).isPresent()
                || records.values().stream().anyMatch(record -> record.nodeId().equals(nodeId));
        if (nodeUsed) {
            return Optional.of("node id " + nodeId + " is another's");
        }
        boolean operatorUsed = !from.operator().equals(Address.ZERO)
                && (registry.operated(from.operator()).isPresent()
                        || records.values().stream()
                                .anyMatch(record -> record.operator().equals(from.operator())));
        if (operatorUsed) {
            return Optional.of("operator " + from.operator() + " is another's");
        }
        if (registry.count() + enrolled.size() >= parameters.number(Parameter.MAX_RECORDS)) {
            return Optional.of("the registry is full");
        }
        enrolled.add(member.address());
        return put(
                member,
                new ValidatorRecord(
                        member.blsKey(),
                        Bytes.EMPTY,
                        from.operator(),
                        from.feeAddress().equals(Address.ZERO) ? member.address() : from.feeAddress(),
                        nodeId,
                        from.withdrawal(),
                        from.contact(),
                        UInt256.ZERO,
                        UInt256.ZERO,
                        UInt256.ZERO,
                        List.of(),
                        Standing.ACTIVE,
                        0,
                        0,
                        at.epoch()));
    }

    private boolean provesPossession(Member member, Enrolment from) {
        try {
            return Possession.holds(
                    chain,
                    member.address(),
                    BlsPublicKey.parse(member.blsKey()),
                    BlsSignature.parse(from.possession()));
        } catch (MalformedException e) {
            return false;
        }
    }

    private Optional<String> put(Member member, ValidatorRecord record) {
        long most = switch (at.module()) {
            case STATIC -> ValidatorRecord.MAX_VOTED_POWER;
            case AUTHORITY -> MAX_POWER_BY_VOTE;
            case STAKE -> Long.MAX_VALUE; // given by stake, not here
        };
        if (member.power() > most) {
            return Optional.of("power " + member.power() + " above " + most);
        }
        records.put(member.address(), isVoted() ? record.withVotedPower(member.power()) : record);
        return Optional.empty();
    }

    private boolean isVoted() {
        return at.module() != GovernanceModule.STAKE;
    }

    /** G21: what an election would hold of its own result. */
    private Optional<String> unsound(List<Member> set, List<Long> powers) {
        List<Long> wanted = set.stream().map(Member::power).toList();
        if (!wanted.equals(powers)) {
            return Optional.of("powers " + wanted + " should be " + powers + " by the rules of this chain");
        }
        long minSet = parameters.number(Parameter.MIN_SET);
        long maxSet = parameters.number(Parameter.MAX_SET);
        if (set.size() < minSet || set.size() > maxSet) {
            return Optional.of(set.size() + " members, of " + minSet + " (minSet) to " + maxSet + " (maxSet)");
        }
        long faulty = Member.faulty(Member.power(set));
        boolean capped = membership.isCapped() && set.size() >= FEWEST_WITH_CAP;
        return capped && set.stream().anyMatch(member -> member.power() > faulty)
                ? Optional.of("a member of more than a third of the power")
                : Optional.empty();
    }

    private void sendAway(List<Member> set) {
        if (!isVoted()) {
            return;
        }
        SortedSet<Address> staying = new TreeSet<>();
        set.forEach(member -> staying.add(member.address()));
        for (Registry.Entry entry : registry.entries()) {
            boolean goes = !staying.contains(entry.address())
                    && at.member(entry.address()).isPresent();
            entry.record()
                    .ok()
                    .filter(record -> goes)
                    .ifPresent(record -> records.put(entry.address(), record.withVotedPower(0)));
        }
    }
}
