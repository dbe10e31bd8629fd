package io.vigil.deposits.voting;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.DepositVectors;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.store.Deposits;
import io.vigil.deposits.voting.Eth1Voting.Cast;
import io.vigil.deposits.voting.Eth1Voting.Health;
import io.vigil.deposits.voting.Eth1Voting.Included;
import io.vigil.deposits.voting.Eth1Voting.Judgement;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** D4 and D18 to D24: what an honest node does. */
class Eth1VotingTest {
    private final Eth1Parameters parameters = World.parameters();
    private final DepositState state = World.state(parameters);
    private final World.Eth1 eth1 = World.Eth1.ofBlocks(30);
    private final Eth1Voting voting = eth1.voting(parameters);

    private static long timeOf(long block) {
        return Deposits.block(block).timestamp();
    }

    @Test
    void theCandidateAndItsSuccessorAreFinal() {
        long periodTime = timeOf(20) + World.FOLLOW_SECONDS;

        assertThat(voting.candidate(periodTime)).map(p -> p.block().number()).contains(20L);
        assertThat(voting.candidate(periodTime + 11))
                .map(p -> p.block().number())
                .contains(20L);
        assertThat(voting.candidate(periodTime + 12))
                .map(p -> p.block().number())
                .contains(21L); // monotone
        assertThat(voting.candidate(timeOf(27) + World.FOLLOW_SECONDS))
                .map(p -> p.block().number())
                .contains(27L);
        assertThat(voting.candidate(timeOf(28) + World.FOLLOW_SECONDS)).isEmpty(); // successorMustBeFinal
        assertThat(voting.candidate(Long.MAX_VALUE)).isEmpty(); // chainTimeAheadOfEth1
        assertThat(voting.candidate(5)).isEmpty(); // boundSaturates
    }

    @Test
    void ofBlocksWithEqualTimestampsTheHighestIsTheCandidate() {
        List<Eth1Point> points = new ArrayList<>();
        for (int i = 0; i <= 8; i++) {
            Eth1Block b = Deposits.block(i);
            long time = i >= 3 && i <= 5 ? 5_000 : 4_000 + 500L * i;
            points.add(new Eth1Point(new Eth1Block(i, b.hash(), b.parent(), time), i));
        }
        Eth1Voting equal = new World.Eth1(Deposits.tree(8), points, 8).voting(parameters);

        assertThat(equal.candidate(5_000 + World.FOLLOW_SECONDS))
                .map(p -> p.block().number())
                .contains(5L);
    }

    @Test
    void aVoteIsCastForTheOwnTreeAloneAndOnlyForNews() {
        long periodTime = timeOf(20) + World.FOLLOW_SECONDS;
        Eth1Data mine = World.data(20, Deposits.tree(20));

        assertThat(voting.cast(periodTime, state)).isEqualTo(new Cast.Vote(mine));
        assertThat(voting.cast(periodTime, state)).isEqualTo(new Cast.Vote(mine)); // repeats
        state.writeAdopted(new Eth1Data(7, Hash.ZERO, mine.root(), mine.count()), 1);
        assertThat(voting.cast(periodTime, state)).isInstanceOf(Cast.Nothing.class); // noNews
        for (Health health : List.of(Health.AUDITING, Health.HALTED)) {
            Eth1Voting unwell = new Eth1Voting(parameters, eth1, health);
            assertThat(unwell.cast(periodTime + 12, state)).isInstanceOf(Cast.Nothing.class); // notWhileAuditing
        }
    }

    /** D17, D18: steady deposits would void every vote to resume them, so nothing new is cast until it has passed. */
    @Test
    void castsNothingWhileOnlyAVoteOfGovernanceCanMendTheFrontier() {
        long periodTime = timeOf(20) + World.FOLLOW_SECONDS;
        Cast.Vote news = new Cast.Vote(World.data(20, Deposits.tree(20)));
        List<DepositData> truth = Deposits.deposits(0, 6);
        List<DepositData> wrong = new ArrayList<>(truth);
        wrong.remove(2);
        state.writeAdopted(World.data(5, World.tree(wrong)), 1);
        assertThat(new Eth1Transition(parameters)
                        .apply(
                                new Eth1Transition.BlockInputs(
                                        1,
                                        0,
                                        Address.ofInt(1),
                                        Optional.empty(),
                                        World.inputs(wrong, World.tree(wrong), 0, 3)),
                                World.set(1, 1, 1, 1),
                                state))
                .isInstanceOf(Eth1Transition.Result.Done.class);
        assertThat(voting.cast(periodTime, state))
                .as("what is adopted is false")
                .isEqualTo(news);

        state.writeAdopted(World.data(2, Deposits.tree(2)), 2);
        assertThat(voting.cast(periodTime, state))
                .as("the adopted truth is shorter than what was processed")
                .isEqualTo(news);

        state.writeAdopted(World.data(6, Deposits.tree(6)), 3);
        assertThat(voting.cast(periodTime, state)).isInstanceOf(Cast.Nothing.class);

        state.resume(3, Deposits.tree(6).frontierAt(3));
        assertThat(voting.cast(periodTime, state)).isEqualTo(news);
    }

    /** The 80 cases of 2021's rule: whatever the others voted, what is cast is a block of the own chain, or nothing. */
    @Test
    void poisonedMajority() {
        JsonNode cases = DepositVectors.own("eth1_votes").get("cases");
        int same = 0;
        for (JsonNode item : cases) {
            JsonNode config = item.get("config");
            long distance = config.get("SECONDS_PER_ETH1_BLOCK").asLong()
                    * config.get("ETH1_FOLLOW_DISTANCE").asLong();
            List<Hash> known = new ArrayList<>();
            JsonNode latest = null;
            long periodStart = item.get("expect").get("period_start").asLong();
            for (JsonNode block : item.get("eth1_chain")) {
                known.add(DepositVectors.hash(block, "block_hash"));
                boolean old = block.get("timestamp").asLong() + distance <= periodStart;
                latest = old ? block : latest;
            }
            Optional<Hash> candidate = candidate(item, distance, periodStart);
            candidate.ifPresent(hash -> assertThat(known).contains(hash));
            JsonNode expected = item.get("expect").get("vote");
            if (candidate.isPresent() && latest != null) {
                assertThat(candidate.get()).isEqualTo(DepositVectors.hash(latest, "block_hash"));
                same += candidate.get().equals(DepositVectors.hash(expected, "block_hash")) ? 1 : 0;
            }
        }
        assertThat(cases).hasSize(80);
        assertThat(same).isEqualTo(10); // where no vote was to be followed, both rules choose the same block
    }

    private static Optional<Hash> candidate(JsonNode item, long distance, long periodStart) {
        List<Eth1Point> points = new ArrayList<>();
        for (JsonNode block : item.get("eth1_chain")) {
            points.add(new Eth1Point(
                    new Eth1Block(
                            block.get("number").asLong(),
                            DepositVectors.hash(block, "block_hash"),
                            Hash.ZERO,
                            block.get("timestamp").asLong()),
                    0));
        }
        if (points.isEmpty()) {
            return Optional.empty();
        }
        Eth1Parameters base = World.parameters();
        Eth1Parameters own =
                new Eth1Parameters(base.contract(), base.domain(), distance, 64, 16, base.start(), base.processed());
        return new World.Eth1(Deposits.tree(0), points, Long.MAX_VALUE)
                .voting(own)
                .candidate(periodStart)
                .map(point -> point.block().hash());
    }

    @Test
    void onlyFinalKnowledgeContradicts() {
        Eth1Data truth = World.data(20, Deposits.tree(20));
        Eth1Data otherRoot = new Eth1Data(20, truth.blockHash(), Hash.ZERO, 20);
        Eth1Data otherHash = new Eth1Data(20, Hash.ZERO, truth.root(), 20);
        Eth1Data otherCount = new Eth1Data(20, truth.blockHash(), truth.root(), 19);

        assertThat(voting.judge(truth)).isEqualTo(Judgement.CONFIRMED);
        assertThat(voting.judge(World.data(3, Deposits.tree(3)))).isEqualTo(Judgement.CONFIRMED); // trueOldBlock
        for (Eth1Data lie : List.of(otherRoot, otherHash, otherCount)) {
            assertThat(voting.judge(lie)).isEqualTo(Judgement.CONTRADICTED);
            assertThat(new Eth1Voting(parameters, eth1, Health.HALTED).judge(lie))
                    .isEqualTo(Judgement.CANNOT_CHECK); // haltedStillVotesForBlocks
        }
        Eth1Data ahead = World.data(29, Deposits.tree(1));
        assertThat(voting.judge(ahead)).isEqualTo(Judgement.CANNOT_CHECK);
        Eth1Voting later = World.Eth1.ofBlocks(40).voting(parameters);
        assertThat(later.judge(ahead)).isEqualTo(Judgement.CONTRADICTED); // becomesCheckable
    }

    @Test
    void depositsAreIncludedOnlyWhereTheyWillProve() {
        List<DepositData> deposits = Deposits.deposits(0, 30);
        assertThat(reason(voting.include(state, World.deposits(deposits)))).contains("nothing is due");
        state.writeAdopted(World.data(20, Deposits.tree(20)), 1);

        Included.Deposits some = (Included.Deposits) voting.include(state, World.deposits(deposits));

        assertThat(some.deposits()).hasSize(16);
        assertThat(new Eth1Transition(parameters)
                        .apply(
                                new Eth1Transition.BlockInputs(
                                        5, 0, Address.ofInt(1), Optional.empty(), some.deposits()),
                                World.set(1),
                                state))
                .isInstanceOf(Eth1Transition.Result.Done.class);
        assertThat(((Included.Deposits) voting.include(state, World.deposits(deposits))).deposits())
                .hasSize(4);
        assertThat(voting.isWork(state, World.deposits(deposits), 11, 4)).isTrue();
        assertThat(voting.isWork(state, World.deposits(deposits), 12, 4)).isFalse(); // depositCounts3nViews
    }

    @Test
    void aFalseRootMeansNoDepositsAndNoWork() {
        List<DepositData> deposits = Deposits.deposits(0, 30);
        DepositTree wrong = Deposits.tree(19);
        wrong.append(Hash.ZERO);
        state.writeAdopted(World.data(20, wrong), 1);
        assertThat(reason(voting.include(state, World.deposits(deposits)))).contains("not mine");
        assertThat(voting.isWork(state, World.deposits(deposits), 0, 4)).isFalse();

        state.writeAdopted(World.data(29, Deposits.tree(29)), 2);
        assertThat(reason(voting.include(state, World.deposits(deposits)))).contains("only 28 deposits are final");
        state.writeAdopted(World.data(20, Deposits.tree(20)), 3);
        assertThat(reason(voting.include(state, World.deposits(List.of())))).contains("deposit 0 is not known");
        state.writeFrontier(wrong.frontierAt(19).push(Hash.ZERO));
        state.writeAdopted(World.data(25, Deposits.tree(25)), 4);
        assertThat(reason(voting.include(state, World.deposits(deposits)))).contains("processed other deposits");
        assertThat(reason(voting.include(state, index -> {
                    throw new IllegalStateException("torn");
                })))
                .isNotBlank(); // throwInTree
    }

    /** D19. */
    @Test
    void completingVotesAreLeftOutAfterATimeoutAndAfterAnOwnFailure() {
        CompletingVotes fresh = CompletingVotes.NONE;
        assertThat(fresh.allows(10, false)).isTrue();
        assertThat(fresh.allows(10, true)).isFalse(); // afterTc
        CompletingVotes failed = fresh.failed(10);
        assertThat(failed.allows(73, false)).isFalse();
        assertThat(failed.allows(74, false)).isTrue();
        CompletingVotes again = failed.failed(80);
        assertThat(again.allows(80 + 127, false)).isFalse(); // backOffDoubles
        assertThat(again.allows(80 + 128, false)).isTrue();
        for (int i = 0; i < 10; i++) {
            again = again.failed(1_000);
        }
        assertThat(again.backOffViews()).isEqualTo(CompletingVotes.MAX_BACK_OFF_VIEWS);
        assertThat(again.adopted()).isEqualTo(CompletingVotes.NONE); // resetAtAdoption
    }

    @Test
    void aLeaderKnowsWhetherItsVoteWouldComplete() {
        Eth1Transition transition = new Eth1Transition(parameters);
        VotingSet four = World.set(1, 1, 1, 1);
        Eth1Data truth = World.data(20, Deposits.tree(20));
        for (int leader = 1; leader <= 2; leader++) {
            transition.apply(
                    new Eth1Transition.BlockInputs(leader, 0, Address.ofInt(leader), Optional.of(truth), List.of()),
                    four,
                    state);
        }
        assertThat(transition.wouldComplete(truth, 3, Address.ofInt(1), four, state))
                .isFalse();
        assertThat(transition.wouldComplete(truth, 3, Address.ofInt(3), four, state))
                .isTrue();
        assertThat(transition.wouldComplete(truth, 65, Address.ofInt(3), four, state))
                .isFalse();
    }

    private static String reason(Included included) {
        assertThat(included).isInstanceOf(Included.None.class);
        return ((Included.None) included).why();
    }
}
