package io.vigil.node.mempool;

import static io.vigil.node.mempool.Samples.HEAD;
import static io.vigil.node.mempool.Samples.account;
import static io.vigil.node.mempool.Samples.changed;
import static io.vigil.node.mempool.Samples.rich;
import static io.vigil.node.mempool.Samples.state;
import static io.vigil.node.mempool.Samples.unsigned;
import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MempoolTest {
    private static final Address ALICE = Address.ofInt(1);
    private static final Address BOB = Address.ofInt(2);
    private static final Address CAROL = Address.ofInt(3);

    private final Mempool pool = new Mempool(HEAD, Samples.noSponsors());

    @Test
    void waitsForTheMissingNonceAndThenHasAllExecutable() {
        assertThat(add(ALICE, 5, 100, rich(3))).isEmpty();
        assertThat(add(ALICE, 4, 100, rich(3))).isEmpty();
        assertThat(pool.pendingNonce(ALICE, 3)).isEqualTo(3);

        List<PooledTransaction> executable = add(ALICE, 3, 100, rich(3));

        assertThat(executable).extracting(PooledTransaction::nonce).containsExactly(3L, 4L, 5L);
        assertThat(pool.pendingNonce(ALICE, 3)).isEqualTo(6);
        assertThat(pool.pendingNonce(BOB, 9)).isEqualTo(9);
    }

    @Test
    void refusesInGethsWords() {
        add(ALICE, 3, 100, rich(3));

        assertThat(refusal(unsigned(ALICE, 3, 100, 1, 0), ALICE, rich(3))).isEqualTo("already known");
        assertThat(refusal(unsigned(ALICE, 3, 101, 1, 0), ALICE, rich(3)))
                .isEqualTo("replacement transaction underpriced");
        assertThat(refusal(unsigned(ALICE, 2, 100, 1, 0), ALICE, rich(3)))
                .isEqualTo("nonce too low: next nonce 3, tx nonce 2");
        assertThat(refusal(unsigned(BOB, 0, 100, 1, 50), BOB, account(0, 2_100_049)))
                .isEqualTo("insufficient funds for gas * price + value: address "
                        + "0x0000000000000000000000000000000000000002 have 2100049 want 2100050");
    }

    @Test
    void countsWhatEarlierTransactionsMayCost() {
        Account enoughForOne = account(0, 2_100_000 + 2_099_999);
        add(ALICE, 0, 100, enoughForOne);

        assertThat(refusal(unsigned(ALICE, 1, 100, 1, 0), ALICE, enoughForOne)).endsWith("have 4199999 want 4200000");
        assertThat(refusal(unsigned(ALICE, 1, 99, 1, 0), ALICE, enoughForOne)).isEqualTo("none");
    }

    @Test
    void replacesFromTenPercentMoreInBothPrices() {
        Transaction first = unsigned(ALICE, 0, 100, 10, 0);
        pool.add(first, ALICE, Origin.LOCAL, any -> rich(0));

        assertThat(refusal(unsigned(ALICE, 0, 109, 11, 0), ALICE, rich(0)))
                .isEqualTo("replacement transaction underpriced");
        assertThat(refusal(unsigned(ALICE, 0, 110, 10, 0), ALICE, rich(0)))
                .isEqualTo("replacement transaction underpriced");
        assertThat(refusal(unsigned(ALICE, 0, 110, 11, 0), ALICE, rich(0))).isEqualTo("none");

        assertThat(pool.size()).isEqualTo(1);
        assertThat(pool.find(first.hash())).isEmpty();
    }

    @Test
    void limitsWhatOneSenderMayHave() {
        for (int nonce = 0; nonce < Mempool.MAX_EXECUTABLE_PER_SENDER; nonce++) {
            add(ALICE, nonce, 100, rich(0));
        }
        long next = Mempool.MAX_EXECUTABLE_PER_SENDER;

        assertThat(pool.pendingNonce(ALICE, 0)).isEqualTo(next);
        assertThat(refusal(unsigned(ALICE, next, 100, 1, 0), ALICE, rich(0))).isEqualTo("account limit exceeded");
        for (long nonce = next + 1; pool.size() < Mempool.MAX_PER_SENDER; nonce++) {
            add(ALICE, nonce, 100, rich(0));
        }
        assertThat(refusal(unsigned(ALICE, 9_999, 100, 1, 0), ALICE, rich(0))).isEqualTo("account limit exceeded");
        assertThat(pool.executableCount()).isEqualTo(Mempool.MAX_EXECUTABLE_PER_SENDER);
    }

    @Test
    void followsCommits() {
        add(ALICE, 0, 100, rich(0));
        add(ALICE, 1, 100, rich(0));
        add(BOB, 0, 100, account(0, 2_100_000));
        add(CAROL, 1, 100, rich(0));

        List<PooledTransaction> executable = pool.committed(
                changed(Map.of(ALICE, rich(1), BOB, account(0, 5), CAROL, rich(1))), new PoolHead(UInt256.of(8), 1));

        assertThat(executable).extracting(PooledTransaction::sender).containsExactly(CAROL);
        assertThat(pool.size()).isEqualTo(2);
        assertThat(pool.pendingNonce(ALICE, 1)).isEqualTo(2);
        assertThat(pool.pendingNonce(BOB, 0)).isZero();
        assertThat(pool.head().baseFee()).isEqualTo(UInt256.of(8));
    }

    @Test
    void makesTheCheapestLeaveWhenFull() {
        Mempool small = new Mempool(HEAD, Samples.noSponsors(), 100, Mempool.MAX_BYTES);
        for (int i = 0; i < 100; i++) {
            Address sender = Address.ofInt(1_000 + i);
            small.add(unsigned(sender, 0, 100 + i % 50, 1, 0), sender, Origin.GOSSIP, any -> rich(0));
        }

        assertThat(refusal(small, unsigned(ALICE, 0, 99, 1, 0), ALICE, Origin.GOSSIP))
                .isEqualTo("transaction underpriced");
        assertThat(refusal(small, unsigned(ALICE, 0, 101, 1, 0), ALICE, Origin.GOSSIP))
                .isEqualTo("none");
        assertThat(small.size()).isEqualTo(100);
        assertThat(small.pendingNonce(Address.ofInt(1_050), 0))
                .as("the later of the two cheapest left")
                .isZero();
        assertThat(small.pendingNonce(Address.ofInt(1_000), 0)).isEqualTo(1);
        assertThat(refusal(small, unsigned(BOB, 1, 9_999, 1, 0), BOB, Origin.GOSSIP))
                .as("what cannot run yet pushes nobody out")
                .isEqualTo("transaction underpriced");
        assertThat(refusal(small, unsigned(BOB, 0, 8, 1, 0), BOB, Origin.LOCAL))
                .as("our own clients come before peers")
                .isEqualTo("none");
    }

    @Test
    void countsBytes() {
        int size = unsigned(ALICE, 0, 100, 1, 0).encode().size();
        Mempool small = new Mempool(HEAD, Samples.noSponsors(), 100, 3L * size);
        for (int i = 0; i < 3; i++) {
            small.add(unsigned(ALICE, i, 100, 1, 0), ALICE, Origin.LOCAL, any -> rich(0));
        }

        assertThat(refusal(small, unsigned(ALICE, 3, 110, 1, 0), ALICE, Origin.LOCAL))
                .as("its own earlier transactions do not make room for it")
                .isEqualTo("transaction underpriced");
        assertThat(refusal(small, unsigned(BOB, 0, 110, 1, 0), BOB, Origin.LOCAL))
                .isEqualTo("none");
        assertThat(small.sizeBytes()).isEqualTo(3L * size);
        assertThat(small.pendingNonce(ALICE, 0)).isEqualTo(2);
    }

    @Test
    void offersTheBestTipFirstAndEachSenderInOrder() {
        pool.add(unsigned(ALICE, 0, 100, 5, 0), ALICE, Origin.LOCAL, any -> rich(0));
        pool.add(unsigned(ALICE, 1, 100, 90, 0), ALICE, Origin.LOCAL, any -> rich(0));
        pool.add(unsigned(BOB, 0, 100, 20, 0), BOB, Origin.LOCAL, any -> rich(0));
        pool.add(
                unsigned(CAROL, 0, 12, 12, 0),
                CAROL,
                Origin.LOCAL,
                any -> rich(0)); // a tip of 2 above a base fee of 10
        pool.add(unsigned(Address.ofInt(4), 0, 9, 9, 0), Address.ofInt(4), Origin.LOCAL, any -> rich(0)); // below it

        Candidates candidates = pool.candidates(UInt256.of(10), everybody(0));

        assertThat(all(candidates))
                .containsExactly(
                        "0x0000000000000000000000000000000000000002/0",
                        "0x0000000000000000000000000000000000000001/0",
                        "0x0000000000000000000000000000000000000001/1",
                        "0x0000000000000000000000000000000000000003/0");
    }

    @Test
    void beginsWhereTheStateBelowTheNewBlockEnds() {
        for (int nonce = 0; nonce < 4; nonce++) {
            add(ALICE, nonce, 100, rich(0));
        }
        add(BOB, 0, 100, rich(0));

        Candidates candidates = pool.candidates(UInt256.of(10), state(Map.of(ALICE, rich(2), BOB, rich(1))));

        assertThat(all(candidates))
                .containsExactly(
                        "0x0000000000000000000000000000000000000001/2", "0x0000000000000000000000000000000000000001/3");
    }

    @Test
    void skipsASenderWhoseTransactionWasNotTaken() {
        add(ALICE, 0, 100, rich(0));
        add(ALICE, 1, 100, rich(0));
        add(BOB, 0, 100, rich(0));
        Candidates candidates = pool.candidates(UInt256.of(10), everybody(0));

        assertThat(candidates.next()).map(PooledTransaction::sender).contains(ALICE);
        candidates.skip(ALICE);

        assertThat(all(candidates)).containsExactly("0x0000000000000000000000000000000000000002/0");
    }

    @Test
    void countsATransactionAsWorkForSoManyViewsOnly() {
        add(ALICE, 0, 100, rich(0));
        UInt256 fee = UInt256.of(10);

        assertThat(pool.hasWork(UInt256.of(101), everybody(0), 1, 2))
                .as("cannot pay")
                .isFalse();
        assertThat(pool.hasWork(fee, everybody(1), 1, 2))
                .as("taken by an ancestor")
                .isFalse();
        assertThat(pool.hasWork(fee, everybody(0), 1, 2)).isTrue();
        assertThat(pool.hasWork(fee, everybody(0), 1, 2)).as("the same view").isTrue();
        assertThat(pool.hasWork(fee, everybody(0), 4, 2)).isTrue();
        assertThat(pool.hasWork(fee, everybody(0), 5, 2))
                .as("two views were enough")
                .isFalse();
        assertThat(all(pool.candidates(fee, everybody(0))))
                .as("blocks may still take it")
                .hasSize(1);
        add(BOB, 0, 100, rich(0));
        assertThat(pool.hasWork(fee, everybody(0), 5, 2)).isTrue();
    }

    @Test
    void keepsWhatIsInQuarantineOut() {
        Transaction bad = unsigned(ALICE, 0, 100, 1, 0);
        pool.add(bad, ALICE, Origin.LOCAL, any -> rich(0));
        add(ALICE, 1, 100, rich(0));

        pool.quarantine(bad.hash());

        assertThat(pool.executableCount()).isZero();
        assertThat(refusal(bad, ALICE, rich(0))).startsWith("transaction is in quarantine");
        for (int i = 0; i < Mempool.MAX_QUARANTINED; i++) {
            pool.quarantine(Seeds.of(i).hash());
        }
        assertThat(refusal(bad, ALICE, rich(0))).as("the oldest is forgotten").isEqualTo("none");
    }

    @Test
    void keepsOutWhatAPlanSkipsAsLongAsItsEpochLasts() {
        Transaction bad = unsigned(ALICE, 0, 100, 1, 0);
        pool.add(bad, ALICE, Origin.LOCAL, any -> rich(0));

        pool.committed(
                StateChanges.NONE, new PoolHead(HEAD.baseFee(), HEAD.gasLimit(), new TreeSet<>(List.of(bad.hash()))));
        assertThat(pool.size()).isZero();
        assertThat(refusal(bad, ALICE, rich(0))).contains("skipped in this epoch by the plan");

        pool.committed(StateChanges.NONE, HEAD);
        assertThat(refusal(bad, ALICE, rich(0))).isEqualTo("none");
    }

    /** Random adds, removals and commits against a plain model of the accounts. */
    @Test
    void keepsItsInvariants() {
        Seeds.forEach(40, random -> {
            Mempool mempool = new Mempool(HEAD, Samples.noSponsors());
            Map<Address, Account> accounts = new TreeMap<>();
            List<Hash> seen = new ArrayList<>();
            for (int step = 0; step < 200; step++) {
                Address address = Address.ofInt(1 + random.nextInt(5));
                Account before = accounts.computeIfAbsent(address, any -> account(random.nextInt(3), 40_000_000));
                switch (random.nextInt(10)) {
                    case 0 -> mempool.remove(seen.isEmpty() ? random.hash() : random.pick(seen));
                    case 1, 2 -> {
                        long nonce = before.nonce() + random.nextInt(3);
                        accounts.put(address, account(nonce, random.nextInt(50_000_000)));
                        mempool.committed(changed(Map.of(address, accounts.get(address))), HEAD);
                    }
                    default -> {
                        long nonce = Math.max(0, before.nonce() + random.between(-1, 6));
                        Transaction transaction =
                                unsigned(address, nonce, random.between(50, 200), random.between(1, 50), step);
                        mempool.add(transaction, address, random.pick(List.of(Origin.values())), any -> before);
                        seen.add(transaction.hash());
                    }
                }
                check(mempool, accounts, seen);
            }
        });
    }

    private static void check(Mempool mempool, Map<Address, Account> accounts, List<Hash> seen) {
        List<PooledTransaction> present = seen.stream()
                .distinct()
                .flatMap(hash -> mempool.find(hash).stream())
                .toList();
        assertThat(present).hasSize(mempool.size());
        assertThat(present.stream().mapToLong(PooledTransaction::sizeBytes).sum())
                .isEqualTo(mempool.sizeBytes());
        int executable = 0;
        for (Map.Entry<Address, Account> entry : accounts.entrySet()) {
            List<PooledTransaction> own = present.stream()
                    .filter(transaction -> transaction.sender().equals(entry.getKey()))
                    .sorted((a, b) -> Long.compare(a.nonce(), b.nonce()))
                    .toList();
            assertThat(own)
                    .allMatch(transaction ->
                            transaction.nonce() >= entry.getValue().nonce());
            long nonce = entry.getValue().nonce();
            UInt256 left = entry.getValue().balance();
            for (PooledTransaction transaction : own) {
                if (transaction.nonce() != nonce || transaction.cost().compareTo(left) > 0) {
                    break;
                }
                left = left.subtract(transaction.cost());
                nonce++;
                executable++;
            }
            assertThat(mempool.pendingNonce(entry.getKey(), entry.getValue().nonce()))
                    .isEqualTo(nonce);
        }
        assertThat(mempool.executableCount()).isEqualTo(executable);
        assertThat(all(mempool.candidates(UInt256.of(7), state(accounts)))).hasSize(executable);
    }

    private static List<String> all(Candidates candidates) {
        List<String> all = new ArrayList<>();
        for (Optional<PooledTransaction> next = candidates.next(); next.isPresent(); next = candidates.next()) {
            all.add(next.get().sender() + "/" + next.get().nonce());
        }
        return all;
    }

    private static StateReader everybody(long nonce) {
        Map<Address, Account> accounts = new TreeMap<>();
        for (int i = 1; i < 10; i++) {
            accounts.put(Address.ofInt(i), rich(nonce));
        }
        return state(accounts);
    }

    private List<PooledTransaction> add(Address sender, long nonce, long maxFee, Account account) {
        AddResult result = pool.add(unsigned(sender, nonce, maxFee, 1, 0), sender, Origin.LOCAL, any -> account);
        assertThat(result).isInstanceOf(AddResult.Added.class);
        return ((AddResult.Added) result).executable();
    }

    private String refusal(Transaction transaction, Address sender, Account account) {
        return text(pool.add(transaction, sender, Origin.LOCAL, any -> account));
    }

    private static String refusal(Mempool mempool, Transaction transaction, Address sender, Origin origin) {
        return text(mempool.add(transaction, sender, origin, any -> rich(0)));
    }

    private static String text(AddResult result) {
        return switch (result) {
            case AddResult.Added _ -> "none";
            case AddResult.Refused(String reason) -> reason;
        };
    }
}
