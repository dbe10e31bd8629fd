package io.vigil.deposits.voting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositDomain;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.DepositVectors;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.store.Deposits;
import io.vigil.deposits.voting.DepositState.Outcome;
import io.vigil.deposits.voting.Eth1Transition.BlockInputs;
import io.vigil.deposits.voting.Eth1Transition.Processed;
import io.vigil.deposits.voting.Eth1Transition.Result;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** D3 and D8 to D17: what blocks may hold and what they change. */
class Eth1TransitionTest {
    private final Eth1Parameters parameters = World.parameters();
    private final Eth1Transition transition = new Eth1Transition(parameters);
    private final DepositState state = World.state(parameters);
    private final VotingSet four = World.set(1, 1, 1, 1);

    @Test
    void aPeriodIsCountedInBlocksAndNothingIsReset() {
        vote(1, 1, World.data(5, Deposits.tree(3)), four);
        assertThat(state.period()).isZero();
        assertThat(state.periodTime()).isEqualTo(1_000);
        vote(64, 2, World.data(5, Deposits.tree(3)), four);
        vote(65, 3, World.data(5, Deposits.tree(3)), four);

        assertThat(state.period()).isEqualTo(1); // firstAndLastBlock
        assertThat(state.vote(Address.ofInt(1)).orElseThrow().period()).isZero(); // lazyReset
        vote(66, 4, World.data(5, Deposits.tree(3)), four);
        assertThat(state.generation()).isZero(); // three voted, but two of them in the period before
        vote(67, 1, World.data(5, Deposits.tree(3)), four);
        assertThat(state.generation()).isEqualTo(1);
    }

    @Test
    void moreThanTwoThirdsOfAllPowerAdopt() {
        VotingSet weighted = World.set(3, 1, 1, 1, 1); // 7: quorum 5
        Eth1Data truth = World.data(5, Deposits.tree(3));
        assertThat(weighted.quorum()).isEqualTo(5);
        assertThat(four.quorum()).isEqualTo(3);
        assertThat(World.set(1).quorum()).isEqualTo(1);

        vote(1, 2, truth, weighted);
        vote(2, 2, truth, weighted); // sameLeaderTwice
        vote(3, 2, truth, weighted);
        vote(4, 1, truth, weighted);
        assertThat(state.adopted()).isEqualTo(World.emptyStart());
        Result last = vote(5, 3, truth, weighted);

        assertThat(last).isEqualTo(new Result.Done(List.of(), Optional.of(truth)));
        assertThat(state.adopted()).isEqualTo(truth);
        assertThat(vote(6, 4, truth, weighted)).isEqualTo(new Result.Done(List.of(), Optional.empty()));
        assertThat(state.generation()).isEqualTo(1); // adoptedAgainIsNoOp
    }

    @Test
    void theLastVoteOfAMemberCountsAndALeaversDoesNot() {
        Eth1Data truth = World.data(5, Deposits.tree(3));
        Eth1Data lie = World.data(5, Deposits.tree(4));
        vote(1, 1, lie, four);
        vote(2, 2, lie, four);
        vote(3, 1, truth, four); // revote
        vote(4, 3, lie, four);
        assertThat(state.generation()).isZero();

        VotingSet without2 = VotingSet.of(four.members().stream()
                .filter(member -> !member.address().equals(Address.ofInt(2)))
                .toList());
        vote(5, 4, lie, without2); // leaverDoesNotCount: 3 and 4 of 3
        assertThat(state.generation()).isZero();
        vote(6, 3, truth, without2);
        assertThat(vote(7, 4, truth, without2)).isEqualTo(new Result.Done(List.of(), Optional.of(truth)));
    }

    /** D14: a false count of 2^32-1 is superseded by the truth. */
    @Test
    void countTooHighIsSuperseded() {
        Eth1Data lie = new Eth1Data(Long.MAX_VALUE, Hash.ZERO, Hash.ZERO, DepositTree.MAX_COUNT);
        Eth1Data truth = World.data(5, Deposits.tree(3));
        for (int member = 1; member <= 3; member++) {
            vote(member, member, lie, four);
        }
        assertThat(state.adopted()).isEqualTo(lie);
        for (int member = 2; member <= 4; member++) {
            vote(10 + member, member, truth, four);
        }
        assertThat(state.adopted()).isEqualTo(truth);
        assertThat(state.generation()).isEqualTo(2);
    }

    @Test
    void depositsProveInOrderAgainstWhatTheParentHadAdopted() {
        List<DepositData> deposits = Deposits.deposits(0, 20);
        DepositTree tree = World.tree(deposits);
        assertThat(invalid(deposit(1, World.inputs(deposits, tree, 0, 1)))).contains("0 are due");
        adopt(World.data(5, tree));

        assertThat(invalid(deposit(10, World.inputs(deposits, tree, 1, 3)))).contains("not in the adopted tree");
        assertThat(invalid(deposit(10, World.inputs(deposits, World.tree(deposits.subList(0, 10)), 0, 1))))
                .contains("not in the adopted tree"); // oldRoot
        assertThat(invalid(deposit(10, World.inputs(deposits, tree, 0, 17)))).contains("17 deposits");
        assertThat(deposit(10, World.inputs(deposits, tree, 0, 16))).isInstanceOf(Result.Done.class);
        assertThat(state.nextIndex()).isEqualTo(16);
        assertThat(state.frontier()).isEqualTo(tree.frontierAt(16)); // equalsTreeAtEveryCount
        assertThat(deposit(11, World.inputs(deposits, tree, 16, 20))).isInstanceOf(Result.Done.class);
        assertThat(state.frontier()).isEqualTo(tree.frontier());
        assertThat(invalid(deposit(12, World.inputs(deposits, tree, 19, 20)))).contains("0 are due"); // replay
        for (int index = 0; index < 20; index++) {
            assertThat(state.outcome(index)).isEqualTo(Outcome.BAD_KEY);
        }
        assertThat(state.outcome(20)).isEqualTo(Outcome.NONE);
    }

    /** D15, D11: a count below the next index makes nothing due, and nothing wraps. */
    @Test
    void countBelowNextIndex() {
        List<DepositData> deposits = Deposits.deposits(0, 5);
        DepositTree tree = World.tree(deposits);
        adopt(World.data(5, tree));
        deposit(10, World.inputs(deposits, tree, 0, 5));
        adopt(World.data(6, World.tree(deposits.subList(0, 2))));

        assertThat(invalid(deposit(30, World.inputs(deposits, tree, 0, 1)))).contains("0 are due");
        assertThat(deposit(31, List.of())).isInstanceOf(Result.Done.class);
    }

    /** D9: proofs never depend on the vote of the same block. */
    @Test
    void voteAndDepositsInTheSameBlock() {
        List<DepositData> deposits = Deposits.deposits(0, 9);
        DepositTree old = World.tree(deposits.subList(0, 4));
        adopt(World.data(5, old));
        Eth1Data next = World.data(9, World.tree(deposits));
        vote(10, 1, next, four);
        vote(11, 2, next, four);

        Result result = transition.apply(
                new BlockInputs(12, 1_000, Address.ofInt(3), Optional.of(next), World.inputs(deposits, old, 0, 4)),
                four,
                state);

        assertThat(((Result.Done) result).adopted()).contains(next);
        assertThat(state.nextIndex()).isEqualTo(4);
        assertThat(deposit(13, World.inputs(deposits, World.tree(deposits), 4, 9)))
                .isInstanceOf(Result.Done.class);
    }

    /** D16: a root that contradicts what was processed processes nothing, and the truth goes on where it stopped. */
    @Test
    void contradictingRootsProcessNothing() {
        List<DepositData> truth = Deposits.deposits(0, 20);
        adopt(World.data(3, World.tree(truth.subList(0, 3))));
        deposit(10, World.inputs(truth, World.tree(truth.subList(0, 3)), 0, 3));
        List<List<DepositData>> lies = List.of(
                changed(truth, 0, Deposits.deposit(500)), // another deposit 0
                inserted(truth, 0), // shiftedTree
                removed(truth, 1)); // lostLog
        long number = 100;
        for (List<DepositData> lie : lies) {
            DepositTree tree = World.tree(lie);
            adopt(World.data(number++, tree));
            assertThat(invalid(deposit(40, World.inputs(lie, tree, 3, 4)))).contains("does not continue");
        }
        adopt(World.data(200, World.tree(truth)));
        assertThat(deposit(50, World.inputs(truth, World.tree(truth), 3, 19))).isInstanceOf(Result.Done.class);
        assertThat(state.frontier()).isEqualTo(World.tree(truth).frontierAt(19)); // resumesAtTruth
    }

    @Test
    void firstGoodDepositFixesCredentialsAndBadOnesUseUpTheirIndex() {
        DepositData good = World.signed(1, 32_000_000_000L);
        DepositData bad = new DepositData(
                good.publicKey(), Hash.ZERO, 5, World.signed(2, 5).signature());
        DepositData garbage = new DepositData(Bytes.wrap(new byte[48]), Hash.ZERO, 5, bad.signature());
        DepositData huge = new DepositData(good.publicKey(), Hash.ZERO, -2L, bad.signature());
        List<DepositData> deposits = List.of(bad, garbage, good, bad, huge, bad);
        DepositTree tree = World.tree(deposits);
        adopt(World.data(5, tree));

        Result.Done done = (Result.Done) deposit(10, World.inputs(deposits, tree, 0, 6));

        assertThat(done.processed().stream().map(Processed::outcome))
                .containsExactly(
                        Outcome.BAD_SIGNATURE,
                        Outcome.BAD_KEY,
                        Outcome.NEW, // badThenGood
                        Outcome.TOP_UP, // topUpBadSignature
                        Outcome.SATURATED,
                        Outcome.SATURATED);
        DepositState.Deposited record = state.deposited(good.publicKey()).orElseThrow();
        assertThat(record.credentials()).isEqualTo(good.credentials());
        assertThat(record.gwei()).isEqualTo(-1L);
        assertThat(record.firstIndex()).isEqualTo(2);
        assertThat(record.deposits()).isEqualTo(4);
        assertThat(state.deposited(garbage.publicKey())).isEmpty();
        assertThat(state.outcome(4)).isEqualTo(Outcome.SATURATED);
    }

    /** The 18 cases of phase0: same deposits in, none in by mistake, same balances and credentials. */
    @Test
    void processDepositVectors() {
        JsonNode file = DepositVectors.own("process_deposit");
        for (JsonNode item : file.get("cases")) {
            JsonNode pre = item.get("pre");
            JsonNode eth1 = pre.get("eth1_data");
            DepositData deposit = DepositVectors.deposit(item.get("deposit").get("data"));
            List<Hash> branch = DepositVectors.hashes(item.get("deposit").get("proof"));
            long index = pre.get("eth1_deposit_index").asLong();
            Eth1Data start = new Eth1Data(
                    0,
                    DepositVectors.hash(eth1, "block_hash"),
                    DepositVectors.hash(eth1, "deposit_root"),
                    eth1.get("deposit_count").asLong());
            boolean wellFormed = branch.size() == 33;
            List<Hash> siblings = branch.subList(0, 32);
            Eth1Parameters own = phase0(World.parameters(frontier(index, siblings), start));
            DepositState before = World.state(own);
            for (JsonNode validator : pre.get("validators")) {
                before.writeDeposited(new DepositState.Deposited(
                        DepositVectors.bytes(validator, "pubkey"),
                        DepositVectors.hash(validator, "withdrawal_credentials"),
                        validator.get("balance").asLong(),
                        0,
                        1,
                        0));
            }
            BlockInputs block = new BlockInputs(
                    2, 0, Address.ofInt(1), Optional.empty(), List.of(new DepositInput(deposit, siblings)));
            Result result = new Eth1Transition(own).apply(block, four, before);
            String name = item.get("name").asText();
            JsonNode post = item.get("expect").get("post");
            if (!wellFormed) {
                continue; // the input has no form for it: Eth1InputsTest
            }
            assertThat(result instanceof Result.Done).as(name).isEqualTo(post != null);
            if (post != null) {
                assertThat(before.nextIndex())
                        .isEqualTo(post.get("eth1_deposit_index").asLong());
                Optional<DepositState.Deposited> mine = before.deposited(deposit.publicKey());
                boolean found = false;
                for (JsonNode validator : post.get("validators")) {
                    if (DepositVectors.bytes(validator, "pubkey").equals(deposit.publicKey())) {
                        assertThat(mine.orElseThrow().gwei())
                                .as(name)
                                .isEqualTo(validator.get("balance").asLong());
                        assertThat(mine.orElseThrow().credentials())
                                .isEqualTo(DepositVectors.hash(validator, "withdrawal_credentials"));
                        found = true;
                    }
                }
                assertThat(mine.isPresent()).as(name).isEqualTo(found);
            }
        }
        assertThat(file.get("cases")).hasSize(18);
        for (JsonNode item : file.get("block_deposit_counts")) {
            long due = item.get("deposit_count").asLong()
                    - item.get("eth1_deposit_index").asLong();
            assertThat(Math.min(Math.max(0, due), 16))
                    .isEqualTo(item.get("required_deposits_in_block").asLong()); // here the most, never required
        }
    }

    /** The sequences of phase0 with a leader of power 1 for each slot and its threshold of one half. */
    @Test
    void adoptionSequencesOfPhase0() {
        int steps = 0;
        JsonNode sequences = DepositVectors.own("eth1_data_sequences").get("sequences");
        for (JsonNode sequence : sequences) {
            JsonNode config = sequence.get("config");
            long slots = config.get("SLOTS_PER_EPOCH").asLong()
                    * config.get("EPOCHS_PER_ETH1_VOTING_PERIOD").asLong();
            Eth1Data start = triple(sequence.get("initial"));
            Eth1Parameters base = World.parameters(Frontier.EMPTY, start);
            Eth1Parameters own =
                    new Eth1Parameters(base.contract(), base.domain(), 0, slots, 16, start, Frontier.EMPTY);
            DepositState before = World.state(own);
            List<VotingSet.Member> members = new ArrayList<>();
            for (int i = 0; i < slots; i++) {
                members.add(new VotingSet.Member(Address.ofInt(i + 1), 1));
            }
            VotingSet majority = new VotingSet(members, slots / 2 + 1);
            for (JsonNode step : sequence.get("steps")) {
                long slot = step.get("slot").asLong();
                if (step.get("block").asBoolean()) {
                    Address leader = Address.ofInt((int) (slot % slots) + 1);
                    Eth1Data vote = triple(step.get("vote"));
                    new Eth1Transition(own)
                            .apply(
                                    new BlockInputs(slot + 1, 0, leader, Optional.of(vote), List.of()),
                                    majority,
                                    before);
                    assertThat(before.adopted()).isEqualTo(triple(step.get("eth1_data_after")));
                    steps++;
                }
            }
        }
        assertThat(sequences).hasSize(14);
        assertThat(steps).isEqualTo(548);
    }

    private static Eth1Data triple(JsonNode node) {
        return new Eth1Data(
                0,
                DepositVectors.hash(node, "block_hash"),
                DepositVectors.hash(node, "deposit_root"),
                node.get("deposit_count").asLong());
    }

    private static Frontier frontier(long count, List<Hash> siblings) {
        List<Hash> subtrees = new ArrayList<>();
        for (int height = 31; height >= 0; height--) {
            if (((count >> height) & 1) == 1) {
                subtrees.add(siblings.get(height));
            }
        }
        return new Frontier(count, subtrees);
    }

    private static Eth1Parameters phase0(Eth1Parameters of) {
        DepositDomain mainnet = new DepositDomain(Bytes.of(0, 0, 0, 0));
        return new Eth1Parameters(of.contract(), mainnet, 0, 64, 16, of.start(), of.processed());
    }

    private static List<DepositData> changed(List<DepositData> list, int at, DepositData to) {
        List<DepositData> result = new ArrayList<>(list);
        result.set(at, to);
        return result;
    }

    private static List<DepositData> inserted(List<DepositData> list, int at) {
        List<DepositData> result = new ArrayList<>(list);
        result.add(at, Deposits.deposit(600));
        return result;
    }

    private static List<DepositData> removed(List<DepositData> list, int at) {
        List<DepositData> result = new ArrayList<>(list);
        result.remove(at);
        return result;
    }

    private void adopt(Eth1Data data) {
        state.writeAdopted(data, state.generation() + 1);
    }

    private Result vote(long height, int leader, Eth1Data vote, VotingSet set) {
        return transition.apply(
                new BlockInputs(height, 1_000, Address.ofInt(leader), Optional.of(vote), List.of()), set, state);
    }

    private Result deposit(long height, List<DepositInput> deposits) {
        return transition.apply(
                new BlockInputs(height, 1_000, Address.ofInt(1), Optional.empty(), deposits), four, state);
    }

    private static String invalid(Result result) {
        assertThat(result).isInstanceOf(Result.Invalid.class);
        return ((Result.Invalid) result).why();
    }
}
