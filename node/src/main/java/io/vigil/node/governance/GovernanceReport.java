package io.vigil.node.governance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.proposals.Content;
import io.vigil.governance.proposals.Proposal;
import io.vigil.governance.proposals.Proposals;
import io.vigil.governance.proposals.Status;
import io.vigil.governance.proposals.Tally;
import io.vigil.governance.proposals.Upgrades;
import io.vigil.governance.registry.Conduct;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.StateView;
import io.vigil.governance.versions.Schedule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who validates, what is voted on and which version is on its way, by one state. */
public final class GovernanceReport {
    private final StateView state;
    private final EpochState epoch;

    private GovernanceReport(StateView state) {
        this.state = state;
        this.epoch = EpochState.read(state);
    }

    /**
     * {@code {epoch, version, firstBlockOfVersion, end, module, upgrade?, plan?, validators: […], proposals: […]}}
     *
     * @param planned of which the newest plan that was applied is told
     */
    public static ObjectNode of(StateView state, PlannedEpochs planned) {
        GovernanceReport report = new GovernanceReport(state);
        ObjectNode json = report.toJson();
        planned.latest(report.epoch.epoch()).ifPresent(plan -> json.set("plan", plan(plan)));
        return json;
    }

    private static ObjectNode plan(Plan plan) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("hash", PlanCodec.hash(plan).toHex())
                .put("sequence", plan.sequence())
                .put("epoch", plan.epoch() + 1)
                .put("height", PlannedEpochs.lastBlock(plan).number() + 1)
                .put("note", plan.note());
        ArrayNode changes = json.putArray("changes");
        plan.changes().forEach(changes::add);
        return json;
    }

    private ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("epoch", epoch.epoch())
                .put("version", epoch.version())
                .put("end", epoch.end())
                .put("module", epoch.module().text());
        List<Schedule.Entry> schedule = Schedule.read(state);
        if (!schedule.isEmpty()) {
            json.put("firstBlockOfVersion", schedule.getLast().firstHeight());
        }
        Upgrades.pending(state).ifPresent(proposal -> json.set("upgrade", upgrade(proposal)));
        ArrayNode validators = json.putArray("validators");
        new Registry(state).entries().forEach(entry -> validators.add(validator(entry)));
        ArrayNode proposals = json.putArray("proposals");
        new Proposals(state).open().forEach(proposal -> proposals.add(proposal(proposal)));
        return json;
    }

    private ObjectNode validator(Registry.Entry entry) {
        Registry registry = new Registry(state);
        Conduct conduct = registry.conduct(entry.address());
        Optional<Member> member = epoch.member(entry.address());
        Optional<ValidatorRecord> record = entry.record().ok();
        return JsonNodeFactory.instance
                .objectNode()
                .put("address", entry.address().toHex())
                .put("member", member.isPresent())
                .put("power", member.map(Member::power).orElse(0L))
                .put("leads", member.map(Member::leads).orElse(false))
                .put("missed", conduct.missed())
                .put("made", conduct.gave())
                .put("version", registry.readiness(entry.address()).version())
                .put("standing", record.map(found -> text(found.standing())).orElse("damaged"))
                .put(
                        "jailed",
                        record.map(found -> found.standing() == Standing.JAILED).orElse(false))
                .put("stake", record.map(found -> found.stake().toString()).orElse("-"))
                .put("contact", record.map(ValidatorRecord::contact).orElse("record cannot be read"));
    }

    private ObjectNode proposal(Proposal proposal) {
        Tally tally = Tally.of(proposal, epoch.set(), new Proposals(state));
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", proposal.id())
                .put("summary", proposal.content().summary())
                .put("status", text(proposal.status()))
                .put("endEpoch", proposal.endEpoch())
                .put("yes", tally.yes())
                .put("no", tally.no())
                .put("abstain", tally.abstain())
                .put("needed", tally.needed(proposal));
    }

    private ObjectNode upgrade(Proposal proposal) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("proposal", proposal.id())
                .put("status", text(proposal.status()));
        if (proposal.content() instanceof Content.Version version) {
            Upgrades.Ready ready = Upgrades.ready(epoch, state, version.version(), Math.max(0, epoch.epoch() - 1));
            json.put("version", version.version())
                    .put("readyPower", ready.power())
                    .put("neededPower", ready.neededPower());
            if (proposal.status() == Status.LOCKED) {
                json.put("fromEpoch", Math.max(proposal.decidedEpoch() + version.grace(), epoch.epoch()) + 1);
            }
        }
        return json;
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
