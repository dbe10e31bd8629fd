package io.vigil.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.contracts.Answer;
import io.vigil.governance.contracts.SignedCall;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.proposals.Proposal;
import io.vigil.governance.proposals.Proposals;
import io.vigil.governance.proposals.Status;
import io.vigil.governance.versions.Schedule;
import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.GovernanceModule;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ProposalsTest {
    private final GovernedChain chain = new GovernedChain(GovernanceModule.AUTHORITY, 4, UnaryOperator.identity());
    private final Calls calls = new Calls(chain);
    private final List<Address> members = chain.members();

    private Proposal proposal(long id) {
        return new Proposals(chain.state).proposal(id).ok().orElseThrow();
    }

    private long proposeMember(Address by, int act, Address member, long power) {
        return calls.propose(
                by,
                "proposeMember(address,uint8,address,uint64,uint64)",
                new AbiWriter()
                        .address(by)
                        .number(act)
                        .address(member)
                        .number(power)
                        .number(chain.epoch().epoch() + 5));
    }

    private long proposeParameter(Address by, String name, long value) {
        return calls.propose(
                by,
                "proposeParameters(address,string[],uint256[],uint64)",
                new AbiWriter()
                        .address(by)
                        .texts(List.of(name))
                        .amounts(List.of(UInt256.of(value)))
                        .number(chain.epoch().epoch() + 2));
    }

    private long proposeVersion(Address by, long version, long grace, long expiry) {
        return calls.proposeVersion(by, version, grace, expiry, chain.epoch().epoch() + 5);
    }

    private void allVoteYes(long id, int voters) {
        members.subList(0, voters).forEach(member -> Calls.ok(calls.vote(member, id, 1)));
    }

    private void epochs(int count) {
        for (int i = 0; i < count; i++) {
            chain.toNextEpoch();
        }
    }

    @Test
    void threeOfFourVoteAMemberInAndOutAgain() {
        Address fifth = chain.join(4, UInt256.ZERO, 0);
        long in = proposeMember(members.getFirst(), 0, fifth, 1);
        allVoteYes(in, 3);
        epochs(2);
        assertThat(proposal(in).status()).isEqualTo(Status.PASSED);
        assertThat(chain.members()).hasSize(5).contains(fifth);

        long out = proposeMember(members.getFirst(), 1, fifth, 0);
        allVoteYes(out, 3);
        epochs(2);
        assertThat(proposal(out).status()).isEqualTo(Status.PASSED);
        assertThat(chain.members()).doesNotContain(fifth);
    }

    @Test
    void twoOfFourEnactNothing() {
        Address fifth = chain.join(4, UInt256.ZERO, 0);
        long in = proposeMember(members.getFirst(), 0, fifth, 1);
        allVoteYes(in, 2);
        epochs(7);
        assertThat(proposal(in).status()).isEqualTo(Status.REJECTED);
        assertThat(chain.members()).hasSize(4);
    }

    @Test
    void aParameterHoldsFromTheNextEpochOnAndACrossCheckIsRefusedAtOnce() {
        long id = proposeParameter(members.getFirst(), "gasLimit", 30_000_000);
        allVoteYes(id, 4);
        epochs(1);
        assertThat(chain.epoch().parameters().number(Parameter.GAS_LIMIT))
                .as("less than an epoch open")
                .isEqualTo(60_000_000);
        epochs(1);
        assertThat(chain.epoch().parameters().number(Parameter.GAS_LIMIT)).isEqualTo(30_000_000);

        Answer refused = calls.signed(
                Governance.GOVERNANCE,
                members.getFirst(),
                SignedCall.input(
                        "proposeParameters(address,string[],uint256[],uint64)",
                        new AbiWriter()
                                .address(members.getFirst())
                                .texts(List.of("electionDistance"))
                                .amounts(List.of(UInt256.of(11)))
                                .number(chain.epoch().epoch() + 1)));
        assertThat(Calls.why(refused)).startsWith("CROSS_CHECK: electionDistance: 2*11 is above epochLength 20");
    }

    @Test
    void anEpochLengthTakesEffectWithTheNextEpoch() {
        long id = proposeParameter(members.getFirst(), "epochLength", 40);
        allVoteYes(id, 4);
        epochs(2);
        assertThat(chain.epoch().end()).isEqualTo(40 + 40);
        chain.toNextEpoch();
        assertThat(chain.height).isEqualTo(80);
        assertThat(chain.epoch().end()).isEqualTo(120);
    }

    @Test
    void aVersionLocksAndBeginsWhenEnoughAreReady() {
        long id = proposeVersion(members.getFirst(), 2, 1, 20);
        allVoteYes(id, 3);
        epochs(2);
        assertThat(proposal(id).status()).isEqualTo(Status.WAIT_READY);
        members.subList(0, 3).forEach(member -> chain.versions.put(member, 2L));
        epochs(1);
        assertThat(proposal(id).status()).isEqualTo(Status.LOCKED);
        assertThat(chain.epoch().version()).isEqualTo(1);
        epochs(1);
        assertThat(proposal(id).status()).isEqualTo(Status.ACTIVE);
        assertThat(chain.epoch().version()).isEqualTo(2);
        assertThat(Schedule.read(chain.state))
                .containsExactly(new Schedule.Entry(1, 0), new Schedule.Entry(2, chain.height + 1));
        assertThat(chain.members())
                .as("the unready one is kept, since fewer than minSet are ready")
                .hasSize(4);
        assertThat(chain.epoch().member(members.get(3)).map(Member::leads)).contains(false);
    }

    @Test
    void aVersionSlipsWhileReadinessFellBackAndExpires() {
        long id = proposeVersion(members.getFirst(), 2, 1, 6);
        allVoteYes(id, 4);
        members.forEach(member -> chain.versions.put(member, 2L));
        epochs(2);
        assertThat(proposal(id).status()).isEqualTo(Status.LOCKED);
        members.subList(0, 2).forEach(member -> chain.versions.put(member, 1L));
        epochs(1);
        assertThat(chain.epoch().version()).isEqualTo(1);
        assertThat(chain.events)
                .anyMatch(event -> event instanceof HookEvent.Noted(String what) && what.contains("slips"));
        epochs(5);
        assertThat(proposal(id).status()).isEqualTo(Status.EXPIRED);
        assertThat(chain.epoch().version()).isEqualTo(1);
    }

    @Test
    void aLockedVersionCanBeCancelled() {
        long id = proposeVersion(members.getFirst(), 2, 5, 30);
        allVoteYes(id, 4);
        members.forEach(member -> chain.versions.put(member, 2L));
        epochs(3);
        assertThat(proposal(id).status()).isEqualTo(Status.LOCKED);
        long cancel = calls.propose(
                members.get(1),
                "proposeCancel(address,uint256,uint64)",
                new AbiWriter()
                        .address(members.get(1))
                        .number(id)
                        .number(chain.epoch().epoch() + 5));
        allVoteYes(cancel, 3);
        epochs(2);
        assertThat(proposal(id).status()).isEqualTo(Status.CANCELLED);
        epochs(5);
        assertThat(chain.epoch().version()).isEqualTo(1);
    }

    @Test
    void votesOfWhoIsNoMemberWeighNothingAndTheLastVoteCounts() {
        Address fifth = chain.join(4, UInt256.ZERO, 0);
        long text = calls.propose(
                members.getFirst(),
                "proposeText(address,string,uint64)",
                new AbiWriter().address(members.getFirst()).text("a wish").number(1));
        Calls.ok(calls.vote(fifth, text, 1));
        Calls.ok(calls.vote(members.get(0), text, 1));
        Calls.ok(calls.vote(members.get(1), text, 1));
        Calls.ok(calls.vote(members.get(1), text, 2));
        epochs(2);
        assertThat(proposal(text).status()).as("one yes, one no").isEqualTo(Status.REJECTED);
    }

    @Test
    void anOutsiderPaysADepositAndGetsItBackUnlessMoreThanAThirdRefuses() {
        UInt256 deposit = chain.epoch().parameters().get(Parameter.PROPOSAL_DEPOSIT);
        var input = SignedCall.input(
                "proposeText(address,string,uint64)",
                new AbiWriter().address(Address.ZERO).text("a wish").number(1));
        assertThat(Calls.why(calls.call(Governance.GOVERNANCE, Calls.ALICE, UInt256.ZERO, input)))
                .startsWith("DEPOSIT");
        long liked = Calls.number(Calls.ok(calls.call(Governance.GOVERNANCE, Calls.ALICE, deposit, input)));
        long refused = Calls.number(Calls.ok(calls.call(Governance.GOVERNANCE, Calls.ALICE, deposit, input)));
        members.subList(0, 2).forEach(member -> Calls.ok(calls.vote(member, refused, 2)));
        epochs(2);
        assertThat(proposal(liked).status()).isEqualTo(Status.REJECTED);
        assertThat(chain.state.balance(Calls.ALICE)).isEqualTo(deposit);
        assertThat(chain.state.balance(Governance.GOVERNANCE)).isEqualTo(UInt256.ZERO);
    }
}
