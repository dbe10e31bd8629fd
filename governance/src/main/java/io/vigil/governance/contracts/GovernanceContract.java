package io.vigil.governance.contracts;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.epoch.NextEpoch;
import io.vigil.governance.epoch.SkippedRecords;
import io.vigil.governance.parameters.CrossChecks.Change;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.proposals.Choice;
import io.vigil.governance.proposals.Content;
import io.vigil.governance.proposals.Onboarding;
import io.vigil.governance.proposals.Proposal;
import io.vigil.governance.proposals.Proposals;
import io.vigil.governance.proposals.Status;
import io.vigil.governance.proposals.Submission;
import io.vigil.governance.proposals.Tally;
import io.vigil.governance.proposals.Upgrades;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.Decoded;
import io.vigil.governance.versions.Schedule;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The system contract at 0x…1002: proposals, votes, and what the present epoch is. Its ABI is {@code Governance.abi.json} beside this. */
public final class GovernanceContract {
    private static final long PROPOSE = 1_200_000;
    private static final long VOTE = 400_000;
    private static final long SET = 600_000;
    private static final int MAX_TEXT_BYTES = 32 << 10;

    private final MethodTable methods;
    private final Onboarding onboarding;

    public GovernanceContract(ChainIdentity chain, Onboarding onboarding) {
        this.onboarding = onboarding;
        this.methods = new MethodTable(EpochState.ADDRESS, chain);
        methods.write("proposeText(address,string,uint64)", PROPOSE, true, this::proposeText);
        methods.write("proposeParameters(address,string[],uint256[],uint64)", PROPOSE, true, this::proposeParameters);
        methods.write(
                "proposeVersion(address,uint64,uint64,uint64,uint64,bytes32,uint64)",
                PROPOSE,
                true,
                this::proposeVersion);
        methods.write("proposeCancel(address,uint256,uint64)", PROPOSE, true, this::proposeCancel);
        methods.write("proposeMember(address,uint8,address,uint64,uint64)", PROPOSE, true, this::proposeMember);
        methods.write("proposeResume(address,uint64,uint64,bytes32[],uint64)", PROPOSE, true, this::proposeResume);
        methods.write("vote(address,uint256,uint8)", VOTE, false, GovernanceContract::vote);
        addViews();
    }

    private void addViews() {
        methods.read("epoch()", SET, GovernanceContract::epoch);
        methods.read("members()", SET, call -> members(call.epoch().set()));
        methods.read("next()", SET, GovernanceContract::next);
        methods.read(
                "nextMembers()",
                SET,
                call -> members(call.epoch().next().map(NextEpoch::set).orElse(List.of())));
        methods.read("parameter(string)", SET, GovernanceContract::parameter);
        methods.read(
                "proposals()", MethodTable.READ, call -> new AbiWriter().number(new Proposals(call.host()).count()));
        methods.read(
                "openProposals()",
                MethodTable.READ,
                call -> new AbiWriter().numbers(new Proposals(call.host()).openIds(), id -> id));
        methods.read("proposal(uint256)", 2 * MethodTable.READ, GovernanceContract::proposal);
        methods.read("tally(uint256)", SET, GovernanceContract::tally);
        methods.read("voteOf(uint256,address)", MethodTable.READ, GovernanceContract::voteOf);
        methods.read("schedule()", SET, GovernanceContract::schedule);
        methods.read("skipped(uint64)", SET, GovernanceContract::skipped);
        methods.read("ready(uint64)", SET, GovernanceContract::ready);
    }

    public long price(Bytes input) {
        return methods.price(input);
    }

    public Answer call(Call call, Host host) {
        return methods.call(call, host);
    }

    private AbiWriter proposeText(Invocation call) throws Refusal, MalformedException {
        Address validator = call.arguments().address();
        Bytes text = Bytes.wrap(call.arguments().text().getBytes(StandardCharsets.UTF_8));
        if (text.size() > MAX_TEXT_BYTES) {
            throw new Refusal("TEXT: more than " + MAX_TEXT_BYTES + " bytes");
        }
        return propose(call, validator, new Content.Text(Keccak.hash(text)), text);
    }

    private AbiWriter proposeParameters(Invocation call) throws Refusal, MalformedException {
        Address validator = call.arguments().address();
        List<String> names = call.arguments().list(AbiReader::text);
        List<UInt256> values = call.arguments().list(AbiReader::amount);
        if (names.size() != values.size()) {
            throw new Refusal("ARGUMENTS: " + names.size() + " names, " + values.size() + " values");
        }
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Parameter parameter = Parameter.named(name).orElseThrow(() -> new Refusal("NO_SUCH_PARAMETER: " + name));
            changes.add(new Change(parameter, values.get(i)));
        }
        return propose(call, validator, new Content.Settings(changes), Bytes.EMPTY);
    }

    private AbiWriter proposeVersion(Invocation call) throws Refusal, MalformedException {
        AbiReader in = call.arguments();
        Address validator = in.address();
        Content.Version version = new Content.Version(in.number(), in.number(), in.number(), in.number(), in.hash());
        return propose(call, validator, version, Bytes.EMPTY);
    }

    private AbiWriter proposeCancel(Invocation call) throws Refusal, MalformedException {
        Address validator = call.arguments().address();
        return propose(call, validator, new Content.Cancel(call.arguments().number()), Bytes.EMPTY);
    }

    private AbiWriter proposeMember(Invocation call) throws Refusal, MalformedException {
        AbiReader in = call.arguments();
        Address validator = in.address();
        long code = in.number();
        if (code >= Content.Act.values().length) {
            throw new Refusal("ARGUMENTS: act " + code);
        }
        Content.Act act = Content.Act.values()[(int) code];
        return propose(call, validator, new Content.Membership(act, in.address(), in.number()), Bytes.EMPTY);
    }

    /** D17. How many deposits were processed is said beside the hashes, since these alone fit many counts. */
    private AbiWriter proposeResume(Invocation call) throws Refusal, MalformedException {
        AbiReader in = call.arguments();
        Address validator = in.address();
        long generation = in.number();
        long count = in.number();
        List<Hash> frontier = in.list(AbiReader::hash);
        if (frontier.size() > Content.Resumption.MAX_HASHES) {
            throw new Refusal("FRONTIER: more than " + Content.Resumption.MAX_HASHES + " hashes");
        }
        return propose(call, validator, new Content.Resumption(generation, count, frontier), Bytes.EMPTY);
    }

    /** The last argument of every proposal is the epoch in which it ends. A proposer who is no validator names address zero. */
    private AbiWriter propose(Invocation call, Address validator, Content content, Bytes text)
            throws Refusal, MalformedException {
        long endEpoch = call.arguments().number();
        EpochState epoch = call.boundedEpoch();
        boolean byMember = !validator.equals(Address.ZERO);
        if (byMember) {
            call.authorize(validator);
            if (epoch.member(validator).isEmpty()) {
                throw new Refusal("NO_MEMBER: " + validator);
            }
        }
        UInt256 deposit = byMember ? UInt256.ZERO : epoch.parameters().get(Parameter.PROPOSAL_DEPOSIT);
        if (!call.call().value().equals(deposit)) {
            throw new Refusal("DEPOSIT: " + deposit + " wei");
        }
        Address proposer = byMember ? validator : call.call().caller();
        Optional<String> refusal =
                new Submission(epoch, onboarding, call.host()).refusal(content, proposer, byMember, endEpoch);
        if (refusal.isPresent()) {
            throw new Refusal(refusal.get());
        }
        long id = new Proposals(call.host()).count() + 1;
        Proposals.add(
                call.state(),
                new Proposal(
                        id,
                        content,
                        proposer,
                        deposit,
                        call.call().number(),
                        epoch.epoch(),
                        endEpoch,
                        epoch.parameters().number(Parameter.QUORUM_BPS),
                        epoch.parameters().number(Parameter.SUPPORT_BPS),
                        epoch.parameters().number(Parameter.CONSENSUS_BPS),
                        Status.VOTING,
                        epoch.epoch(),
                        ""));
        call.emit(
                "Proposed(uint256,address,uint8,string,bytes)",
                List.of(UInt256.of(id), UInt256.of(proposer.bytes())),
                new AbiWriter().number(content.type()).text(content.summary()).bytes(text));
        return new AbiWriter().number(id);
    }

    private static AbiWriter vote(Invocation call) throws Refusal, MalformedException {
        Address validator = call.arguments().address();
        long id = call.arguments().number();
        long code = call.arguments().number();
        Choice choice = Choice.of(code).orElseThrow(() -> new Refusal("CHOICE: 1 yes, 2 no, 3 abstain"));
        call.boundedEpoch();
        call.authorize(validator);
        Proposal proposal = found(call, id);
        if (proposal.status() != Status.VOTING) {
            throw new Refusal("CLOSED: proposal " + id + " is " + proposal.status());
        }
        if (call.registry().record(validator).ok().isEmpty()) {
            throw new Refusal("NO_RECORD: " + validator);
        }
        Proposals.vote(call.state(), id, validator, choice);
        call.emit(
                "Voted(uint256,address,uint8)",
                List.of(UInt256.of(id), UInt256.of(validator.bytes())),
                new AbiWriter().number(choice.code()));
        return new AbiWriter();
    }

    private static AbiWriter epoch(Invocation call) {
        EpochState epoch = call.epoch();
        return new AbiWriter()
                .number(epoch.epoch())
                .number(epoch.version())
                .number(epoch.end())
                .number(epoch.fix())
                .text(epoch.module().text());
    }

    private static AbiWriter next(Invocation call) throws Refusal {
        NextEpoch next =
                call.epoch().next().orElseThrow(() -> new Refusal("NOT_FIXED: the next epoch is not fixed yet"));
        return new AbiWriter().number(next.epoch()).number(next.version()).number(next.end());
    }

    private static AbiWriter members(List<Member> set) {
        return new AbiWriter()
                .addresses(set.stream().map(Member::address).toList())
                .byteStrings(set.stream().map(Member::blsKey).toList())
                .numbers(set, Member::power)
                .numbers(set, member -> member.leads() ? 1L : 0L);
    }

    private static AbiWriter parameter(Invocation call) throws Refusal, MalformedException {
        String name = call.arguments().text();
        Parameter parameter = Parameter.named(name).orElseThrow(() -> new Refusal("NO_SUCH_PARAMETER: " + name));
        return new AbiWriter().number(call.epoch().parameters().get(parameter));
    }

    private static AbiWriter proposal(Invocation call) throws Refusal, MalformedException {
        Proposal proposal = found(call, call.arguments().number());
        return new AbiWriter()
                .number(proposal.content().type())
                .text(proposal.content().summary())
                .address(proposal.proposer())
                .number(proposal.deposit())
                .number(proposal.submitted())
                .number(proposal.submitEpoch())
                .number(proposal.endEpoch())
                .number(proposal.status().ordinal())
                .number(proposal.decidedEpoch())
                .text(proposal.reason());
    }

    private static AbiWriter tally(Invocation call) throws Refusal, MalformedException {
        Proposal proposal = found(call, call.arguments().number());
        Tally tally = Tally.of(proposal, call.epoch().set(), new Proposals(call.host()));
        return new AbiWriter()
                .number(tally.yes())
                .number(tally.no())
                .number(tally.abstain())
                .number(tally.total())
                .number(tally.needed(proposal));
    }

    private static AbiWriter voteOf(Invocation call) throws MalformedException {
        long id = call.arguments().number();
        Address validator = call.arguments().address();
        return new AbiWriter()
                .number(new Proposals(call.host())
                        .vote(id, validator)
                        .map(Choice::code)
                        .orElse(0));
    }

    private static AbiWriter schedule(Invocation call) {
        List<Schedule.Entry> entries = Schedule.read(call.host());
        return new AbiWriter().numbers(entries, Schedule.Entry::version).numbers(entries, Schedule.Entry::firstHeight);
    }

    private static AbiWriter skipped(Invocation call) throws MalformedException {
        SortedMap<Address, String> skipped =
                SkippedRecords.read(call.host(), call.arguments().number());
        return new AbiWriter().addresses(List.copyOf(skipped.keySet())).texts(List.copyOf(skipped.values()));
    }

    private static AbiWriter ready(Invocation call) throws MalformedException {
        EpochState epoch = call.epoch();
        long version = call.arguments().number();
        Upgrades.Ready ready = Upgrades.ready(epoch, call.host(), version, Math.max(0, epoch.epoch() - 1));
        return new AbiWriter()
                .addresses(ready.members().stream().map(Member::address).toList())
                .number(ready.power())
                .number(ready.neededPower())
                .number(ready.neededCount());
    }

    private static Proposal found(Invocation call, long id) throws Refusal {
        return switch (new Proposals(call.host()).proposal(id)) {
            case Decoded.Ok<Proposal>(Proposal proposal) -> proposal;
            case Decoded.Bad<Proposal>(String reason) -> throw new Refusal("NO_PROPOSAL: " + id + ": " + reason);
        };
    }
}
