package io.vigil.node.mempool;

import static io.vigil.node.mempool.Samples.HEAD;
import static io.vigil.node.mempool.Samples.account;
import static io.vigil.node.mempool.Samples.rich;
import static io.vigil.node.mempool.Samples.sponsors;
import static io.vigil.node.mempool.Samples.state;
import static io.vigil.node.mempool.Samples.unsigned;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.mempool.AddResult.Added;
import io.vigil.node.mempool.AddResult.Refused;
import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.StateReader;
import io.vigil.vm.sponsor.SponsorDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Transactions without a fee: all go to one contract that pays 7 for the base fee and a tip of 3, up to a deposit. */
class SponsoredMempoolTest {
    private static final Address ALICE = Address.ofInt(1);
    private static final Address BOB = Address.ofInt(2);
    private static final UInt256 TIP = UInt256.of(3);
    private static final long COST = 21_000 * 10;

    private UInt256 deposit = UInt256.of(1_000 * COST);
    private boolean consents = true;
    private final Sponsors sponsors = sponsors(this::decide);
    private final Mempool pool = new Mempool(HEAD, sponsors);

    private SponsorDecision decide(Transaction transaction, UInt256 baseFee) {
        UInt256 price = baseFee.add(TIP);
        boolean pays = consents && price.multiply(transaction.gasLimit()).compareTo(deposit) <= 0;
        return pays ? new SponsorDecision.Pays(price, TIP, deposit) : new SponsorDecision.Refuses("not today");
    }

    @Test
    void aSenderWithoutMoneyIsAdmittedIfTheContractPays() {
        assertThat(offer(ALICE, 0, 0)).isEqualTo("ok");

        Candidates candidates = pool.candidates(HEAD.baseFee(), nobody());
        assertThat(candidates.next()).map(PooledTransaction::sender).contains(ALICE);
        assertThat(pool.hasWork(HEAD.baseFee(), nobody(), 1, 9)).isTrue();
    }

    @Test
    void aRefusalSaysWhy() {
        consents = false;

        assertThat(offer(ALICE, 0, 0))
                .isEqualTo("max fee per gas less than block base fee: address " + ALICE
                        + ", maxFeePerGas: 0, baseFee: 7 (not sponsored: not today)");
    }

    @Test
    void theSponsorIsAskedAgainWhereTheBlockIsBuilt() {
        offer(ALICE, 0, 0);
        consents = false;

        assertThat(pool.candidates(HEAD.baseFee(), nobody()).next()).isEmpty();
        assertThat(pool.hasWork(HEAD.baseFee(), nobody(), 1, 9)).isFalse();
        assertThat(pool.size()).isEqualTo(1);
    }

    @Test
    void whatNobodyPaysForAnyLongerLeavesWithTheNextCommit() {
        offer(ALICE, 0, 0);
        consents = false;
        pool.committed(Samples.changed(Map.of()), HEAD);

        assertThat(pool.size()).isZero();
        consents = true;
        assertThat(offer(ALICE, 0, 0)).isEqualTo("ok");
    }

    @Test
    void theSponsorsTipDecidesTheOrder() {
        offer(ALICE, 0, 0);
        pool.add(unsigned(BOB, 0, 100, 2, 0), BOB, Origin.LOCAL, any -> rich(0));
        Address carol = Address.ofInt(3);
        pool.add(unsigned(carol, 0, 100, 4, 0), carol, Origin.LOCAL, any -> rich(0));

        Candidates candidates = pool.candidates(HEAD.baseFee(), state(Map.of(BOB, rich(0), carol, rich(0))));
        List<Address> order = new ArrayList<>();
        for (Optional<PooledTransaction> next = candidates.next(); next.isPresent(); next = candidates.next()) {
            order.add(next.get().sender());
        }
        assertThat(order).containsExactly(carol, ALICE, BOB);
    }

    @Test
    void allThatWaitForASponsorCannotCostMoreThanItHas() {
        deposit = UInt256.of(2 * COST + 1);

        assertThat(offer(Address.ofInt(10), 0, 0)).isEqualTo("ok");
        assertThat(offer(Address.ofInt(11), 0, 0)).isEqualTo("ok");
        assertThat(offer(Address.ofInt(12), 0, 0))
                .contains(
                        "(not sponsored: sponsor " + Samples.TO + " has 420001, waiting transactions may take 420000");
        pool.remove(unsigned(Address.ofInt(10), 0, 0, 0, 0).hash());
        assertThat(offer(Address.ofInt(12), 0, 0)).isEqualTo("ok");
    }

    @Test
    void soManyWaitForOneSponsorAndNotMore() {
        deposit = UInt256.of(Long.MAX_VALUE);
        for (int i = 0; i < SponsoredTransactions.MAX_PER_SPONSOR; i++) {
            assertThat(offer(Address.ofInt(100 + i), 0, 0)).isEqualTo("ok");
        }
        assertThat(offer(ALICE, 0, 0)).contains("sponsor limit exceeded: 1024 transactions wait");
    }

    @Test
    void noFeeReplacesNoFeeOnlyIfMoreIsPaidForIt() {
        offer(ALICE, 0, 0);

        assertThat(offer(ALICE, 0, 1)).isEqualTo("replacement transaction underpriced");
        assertThat(replace(10, 4)).isEqualTo("replacement transaction underpriced");
        assertThat(replace(11, 4)).isEqualTo("ok");
    }

    @Test
    void whenThePoolIsFullAPoorSponsorLeavesBeforeARichSender() {
        Mempool small = new Mempool(HEAD, sponsors, 2, Mempool.MAX_BYTES);
        small.add(unsigned(ALICE, 0, 0, 0, 0), ALICE, Origin.GOSSIP, any -> rich(0));
        small.add(unsigned(BOB, 0, 50, 5, 0), BOB, Origin.GOSSIP, any -> rich(0));
        Address carol = Address.ofInt(3);

        assertThat(text(small.add(unsigned(carol, 0, 9, 9, 0), carol, Origin.GOSSIP, any -> rich(0))))
                .isEqualTo("transaction underpriced");
        assertThat(text(small.add(unsigned(carol, 0, 11, 9, 0), carol, Origin.GOSSIP, any -> rich(0))))
                .isEqualTo("ok");
        assertThat(small.pendingNonce(ALICE, 0)).isZero();
    }

    private String offer(Address sender, long nonce, long value) {
        return text(pool.add(unsigned(sender, nonce, 0, 0, value), sender, Origin.LOCAL, any -> account(0, 1)));
    }

    private String replace(long fee, long tip) {
        pool.committed(Samples.changed(Map.of(ALICE, rich(0))), HEAD);
        return text(pool.add(unsigned(ALICE, 0, fee, tip, 0), ALICE, Origin.LOCAL, any -> rich(0)));
    }

    private static String text(AddResult result) {
        return switch (result) {
            case Added(List<PooledTransaction> executable) -> executable.isEmpty() ? "ok-not-whole" : "ok";
            case Refused(String reason) -> reason;
        };
    }

    private static StateReader nobody() {
        return state(Map.of());
    }

    @Test
    void aCommitOfThatTransactionFreesWhatItHeld() {
        deposit = UInt256.of(COST);
        offer(ALICE, 0, 0);
        Hash hash = unsigned(ALICE, 0, 0, 0, 0).hash();
        assertThat(pool.find(hash)).isPresent();
        pool.committed(Samples.changed(Map.of(ALICE, account(1, 0))), HEAD);

        assertThat(pool.find(hash)).isEmpty();
        assertThat(offer(BOB, 0, 0)).isEqualTo("ok");
    }
}
