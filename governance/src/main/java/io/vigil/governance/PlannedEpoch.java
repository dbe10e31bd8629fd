package io.vigil.governance;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.epoch.NextEpoch;
import io.vigil.governance.epoch.Spans;
import io.vigil.governance.parameters.CrossChecks.Change;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.proposals.Content;
import io.vigil.governance.proposals.Proposal;
import io.vigil.governance.proposals.Submission;
import io.vigil.governance.proposals.Upgrades;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.StateView;
import io.vigil.governance.versions.Schedule;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Enrolment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The epoch that a plan begins before the present one has come to its end (G43, G44): the members stay as they are, since the root's header names
 * them and they signed, unless the plan brings others; version and parameters are those that were fixed for it, if its fix has passed, changed as the plan says. Keys, stake and
 * exits move at the next end of an epoch.
 */
public final class PlannedEpoch {
    private PlannedEpoch() {}

    /**
     * What a plan changes.
     *
     * @param version 0 if it asks for none
     * @param parameters by their names
     * @param skipped transactions that no block of the epoch may hold
     * @param set who the members are, ascending by address; none to keep those there are
     */
    public record Changes(long version, SortedMap<String, UInt256> parameters, List<Hash> skipped, List<Wanted> set) {
        public Changes {
            set = List.copyOf(set);
            parameters = new TreeMap<>(parameters);
            skipped = List.copyOf(skipped);
        }
    }

    /** A member that a plan brings. @param enrolment of one that the registry does not know; none of others */
    public record Wanted(Member member, List<Enrolment> enrolment) {
        public Wanted {
            enrolment = List.copyOf(enrolment);
        }
    }

    /** What a plan leads to. */
    public sealed interface Outcome {
        /**
         * @param records of the registry that change
         * @param enrolled those of them that are new
         */
        record Begins(EpochState epoch, SortedMap<Address, ValidatorRecord> records, SortedSet<Address> enrolled)
                implements Outcome {
            public Begins {
                records = new TreeMap<>(records);
                enrolled = new TreeSet<>(enrolled);
            }

            /** Writes the records. */
            public void enrol(GovernanceState state) {
                Registry.Edit registry = Registry.edit(state);
                records.forEach((address, record) -> {
                    if (enrolled.contains(address)) {
                        registry.add(address, record);
                    } else {
                        registry.put(address, record);
                    }
                });
            }
        }

        record Refused(String why) implements Outcome {}
    }

    /**
     * @param at the epoch that the plan ends, as it stands in the state after its last block
     * @param rootNumber of that block
     * @param view of that state
     */
    public static Outcome of(EpochState at, long rootNumber, Changes changes, ChainIdentity chain, StateView view) {
        Optional<NextEpoch> fixed = at.next();
        long present = fixed.map(next -> Math.max(next.version(), at.version())).orElse(at.version());
        if (changes.version() != 0 && changes.version() <= present) {
            return new Outcome.Refused("version " + changes.version() + " is not above the present " + present);
        }
        EpochState before = with(at, changes.set())
                .withParameters(fixed.map(NextEpoch::parameters).orElse(at.parameters()));
        List<Change> wanted = new ArrayList<>();
        Parameters parameters = before.parameters();
        for (var change : changes.parameters().entrySet()) {
            Optional<Parameter> parameter = Parameter.named(change.getKey());
            if (parameter.isEmpty()) {
                return new Outcome.Refused("there is no parameter " + change.getKey());
            }
            wanted.add(new Change(parameter.get(), change.getValue()));
            parameters = parameters.with(parameter.get(), change.getValue());
        }
        if (!wanted.isEmpty()) {
            Optional<String> refusal =
                    Submission.checks(before, new Registry(view)).refusal(before.parameters(), wanted);
            if (refusal.isPresent()) {
                return new Outcome.Refused(refusal.get());
            }
        }
        long end = parameters.isEndless() ? 0 : rootNumber + parameters.number(Parameter.EPOCH_LENGTH);
        long version = Math.max(present, changes.version());
        return switch (PlannedSet.of(at, parameters, changes.set(), chain, view)) {
            case PlannedSet.Outcome.Refused(String why) -> new Outcome.Refused(why);
            case PlannedSet.Outcome.Seated(var set, var records, var enrolled) ->
                new Outcome.Begins(
                        new EpochState(
                                at.module(),
                                at.epoch() + 1,
                                version,
                                end,
                                set,
                                parameters,
                                Optional.empty(),
                                changes.skipped()),
                        records,
                        enrolled);
        };
    }

    /** Cross-checks are held to the set that the plan brings. */
    private static EpochState with(EpochState at, List<Wanted> set) {
        return set.isEmpty() ? at : at.withSet(set.stream().map(Wanted::member).toList());
    }

    /** Makes {@code next} the present epoch, before the first transaction of its first block. */
    public static void begin(EpochState next, long rootNumber, GovernanceState state) {
        EpochState ended = EpochState.read(state);
        next.write(state);
        Spans.write(state, next.epoch(), next.set());
        if (next.version() > ended.version()) {
            Schedule.append(state, new Schedule.Entry(next.version(), rootNumber + 1));
        }
        Optional<Proposal> pending = Upgrades.pending(state);
        if (pending.isPresent()
                && pending.get().content() instanceof Content.Version version
                && version.version() <= next.version()) {
            Upgrades.activate(state, ended);
        }
    }
}
