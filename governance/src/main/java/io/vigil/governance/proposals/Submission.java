package io.vigil.governance.proposals;

import io.vigil.governance.election.Membership;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.parameters.CrossChecks;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.registry.Readiness;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.StateView;
import io.vigil.types.Address;
import io.vigil.types.genesis.GovernanceModule;
import java.util.List;
import java.util.Optional;

/** What a proposal must be to be accepted (G29): what could not be enacted now is refused with its reason. */
public final class Submission {
    /** Of the open ones, kept for members. */
    private static final int RESERVED_FOR_MEMBERS = 16;

    private static final int MAX_OPEN_OF_A_MEMBER = 4;
    private static final int MAX_CHANGES = 16;
    private static final long MAX_POWER_BY_VOTE = 1_000;
    private static final long MAX_GRACE = 10_000;

    private final EpochState epoch;
    private final Onboarding onboarding;
    private final StateView view;
    private final Registry registry;
    private final Proposals proposals;

    public Submission(EpochState epoch, Onboarding onboarding, StateView view) {
        this.epoch = epoch;
        this.onboarding = onboarding;
        this.view = view;
        this.registry = new Registry(view);
        this.proposals = new Proposals(view);
    }

    /** @return why it is not accepted, or nothing */
    public Optional<String> refusal(Content content, Address proposer, boolean byMember, long endEpoch) {
        if (epoch.isEndless()) {
            return Optional.of("NO_EPOCHS");
        }
        List<Proposal> open = proposals.open();
        long longest = epoch.parameters().number(Parameter.VOTING_EPOCHS);
        if (endEpoch <= epoch.epoch() || endEpoch - epoch.epoch() > longest) {
            return Optional.of("END_EPOCH: 1 to " + longest + " epochs after " + epoch.epoch());
        }
        if (open.size() >= (byMember ? Proposals.MAX_OPEN : Proposals.MAX_OPEN - RESERVED_FOR_MEMBERS)) {
            return Optional.of("TOO_MANY_OPEN");
        }
        long own = open.stream()
                .filter(proposal -> proposal.proposer().equals(proposer))
                .count();
        if (byMember && own >= MAX_OPEN_OF_A_MEMBER) {
            return Optional.of("TOO_MANY_OPEN_OF_THIS_MEMBER");
        }
        return refusal(content, open);
    }

    private Optional<String> refusal(Content content, List<Proposal> open) {
        return switch (content) {
            case Content.Text text -> Optional.empty();
            case Content.Settings(List<CrossChecks.Change> changes) ->
                changes.isEmpty() || changes.size() > MAX_CHANGES
                        ? Optional.of("CHANGES: 1 to " + MAX_CHANGES)
                        : checks(epoch, registry)
                                .refusal(epoch.parameters(), changes)
                                .map(why -> "CROSS_CHECK: " + why);
            case Content.Version version -> versionRefusal(version, open);
            case Content.Cancel(long id) ->
                open.stream()
                                .anyMatch(proposal ->
                                        proposal.id() == id && !(proposal.content() instanceof Content.Cancel))
                        ? Optional.empty()
                        : Optional.of("NOT_OPEN: " + id);
            case Content.Membership membership -> membershipRefusal(membership);
            case Content.Resumption resumption -> onboarding.refusal(view, resumption);
        };
    }

    private Optional<String> versionRefusal(Content.Version version, List<Proposal> open) {
        if (open.stream().anyMatch(proposal -> proposal.content() instanceof Content.Version)) {
            return Optional.of("ONE_VERSION: another is open");
        }
        long highest = epoch.next()
                .map(next -> Math.max(next.version(), epoch.version()))
                .orElse(epoch.version());
        if (version.version() <= highest || version.version() > Readiness.MAX_VERSION) {
            return Optional.of("VERSION: not above " + highest);
        }
        boolean timely = version.notBefore() >= 0
                && version.grace() >= 1
                && version.grace() <= MAX_GRACE
                && version.expiry() >= Math.max(epoch.epoch(), version.notBefore()) + version.grace();
        return timely ? Optional.empty() : Optional.of("TIMES: grace from 1 on, expiry after notBefore and grace");
    }

    Optional<String> membershipRefusal(Content.Membership change) {
        if (epoch.module() == GovernanceModule.STATIC) {
            return Optional.of("STATIC: members do not change on this chain");
        }
        Optional<ValidatorRecord> record = registry.record(change.validator()).ok();
        if (record.isEmpty()) {
            return Optional.of("NO_RECORD: " + change.validator());
        }
        return switch (change.act()) {
            case IN -> {
                if (epoch.module() == GovernanceModule.STAKE) {
                    yield Optional.of("STAKE: stake decides on this chain");
                }
                if (change.power() < 1 || change.power() > MAX_POWER_BY_VOTE) {
                    yield Optional.of("POWER: 1 to " + MAX_POWER_BY_VOTE);
                }
                yield record.get().votedPower() == change.power() ? Optional.of("NO_CHANGE") : Optional.empty();
            }
            case OUT ->
                record.get().votedPower() == 0 || epoch.module() == GovernanceModule.STAKE
                        ? Optional.of("NOT_VOTED_IN")
                        : Optional.empty();
            case REINSTATE ->
                record.get().standing() != Standing.TOMBSTONED
                        ? Optional.of("NOT_TOMBSTONED")
                        : record.get().nextKey().isEmpty() ? Optional.of("NEEDS_NEW_KEY") : Optional.empty();
        };
    }

    /** The cross-checks as of a state. */
    public static CrossChecks checks(EpochState epoch, Registry registry) {
        Membership membership = Membership.of(epoch.module());
        return new CrossChecks(epoch.set().size(), Member.power(epoch.set()), minStake -> {
            Parameters with = epoch.parameters().with(Parameter.MIN_STAKE, minStake);
            return (int) registry.entries().stream()
                    .map(entry -> entry.record().ok())
                    .flatMap(Optional::stream)
                    .filter(record -> membership.refusal(record, with).isEmpty())
                    .count();
        });
    }
}
