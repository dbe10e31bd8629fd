package io.vigil.deposits.voting;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositDomain;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.voting.DepositState.Deposited;
import io.vigil.deposits.voting.DepositState.Outcome;
import io.vigil.deposits.voting.Eth1Transition.BlockInputs;
import io.vigil.deposits.voting.Eth1Transition.Result;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.crypto.BlsSecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** D12 beyond the 18 cases that phase0 has: what becomes of whole queues of deposits, good and bad. */
class ProcessDepositTest {
    private static final long ETHER = 1_000_000_000L;
    private static final long UNKNOWN = -2;
    private static final BlsSecretKey KEY = secret(1);
    private static final BlsSecretKey OTHER = secret(2);
    private static final Bytes INFINITY_KEY = Bytes.concat(Bytes.of(0xc0), Bytes.wrap(new byte[47]));
    private static final Bytes INFINITY_SIGNATURE = Bytes.concat(Bytes.of(0xc0), Bytes.wrap(new byte[95]));
    private static final Bytes NO_SIGNATURE = Bytes.wrap(new byte[96]);

    /**
     * A queue and what becomes of it.
     *
     * @param gwei of {@link #KEY} at the end; {@link #UNKNOWN} if it must stay so
     */
    private record Case(String name, List<DepositData> queue, List<Outcome> outcomes, long gwei) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, long gwei, Object... depositsAndOutcomes) {
        List<DepositData> queue = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < depositsAndOutcomes.length; i += 2) {
            queue.add((DepositData) depositsAndOutcomes[i]);
            outcomes.add((Outcome) depositsAndOutcomes[i + 1]);
        }
        return new Case(name, queue, outcomes, gwei);
    }

    static Stream<Case> cases() {
        DepositData good = signed(KEY, 1, 32 * ETHER, World.DOMAIN);
        DepositData bad = with(good, NO_SIGNATURE);
        DepositData topUp = with(signed(KEY, 2, ETHER, World.DOMAIN), NO_SIGNATURE);
        return Stream.of(
                of("a good one", 32 * ETHER, good, Outcome.NEW),
                of("one of nothing", 0, signed(KEY, 1, 0, World.DOMAIN), Outcome.NEW),
                of("one of all there is", -1L, signed(KEY, 1, -1L, World.DOMAIN), Outcome.NEW),
                of("the same one twice", 64 * ETHER, good, Outcome.NEW, good, Outcome.TOP_UP),
                of("a top-up without a signature", 33 * ETHER, good, Outcome.NEW, topUp, Outcome.TOP_UP),
                of("a top-up of nothing", 32 * ETHER, good, Outcome.NEW, gwei(topUp, 0), Outcome.TOP_UP),
                of("a top-up to the last gwei", -1L, good, Outcome.NEW, gwei(topUp, -1L - 32 * ETHER), Outcome.TOP_UP),
                of("a top-up beyond", -1L, good, Outcome.NEW, gwei(topUp, -32 * ETHER), Outcome.SATURATED),
                of(
                        "more after saturation",
                        -1L,
                        good,
                        Outcome.NEW,
                        gwei(topUp, -1L),
                        Outcome.SATURATED,
                        topUp,
                        Outcome.SATURATED),
                of("bad, then good", 32 * ETHER, bad, Outcome.BAD_SIGNATURE, good, Outcome.NEW),
                of(
                        "bad twice, then good",
                        32 * ETHER,
                        bad,
                        Outcome.BAD_SIGNATURE,
                        bad,
                        Outcome.BAD_SIGNATURE,
                        good,
                        Outcome.NEW),
                of("good, then bad", 64 * ETHER, good, Outcome.NEW, bad, Outcome.TOP_UP),
                of(
                        "signed for another chain",
                        UNKNOWN,
                        signed(KEY, 1, ETHER, new DepositDomain(Bytes.of(1, 2, 3, 4))),
                        Outcome.BAD_SIGNATURE),
                of("amount altered", UNKNOWN, gwei(good, 33 * ETHER), Outcome.BAD_SIGNATURE),
                of(
                        "credentials altered",
                        UNKNOWN,
                        with(signed(KEY, 2, 32 * ETHER, World.DOMAIN), good.signature()),
                        Outcome.BAD_SIGNATURE),
                of(
                        "signature of another key",
                        UNKNOWN,
                        with(good, signed(OTHER, 1, 32 * ETHER, World.DOMAIN).signature()),
                        Outcome.BAD_SIGNATURE,
                        signed(OTHER, 1, ETHER, World.DOMAIN),
                        Outcome.NEW),
                of("signature at infinity", UNKNOWN, with(good, INFINITY_SIGNATURE), Outcome.BAD_SIGNATURE),
                of(
                        "keys that are none",
                        UNKNOWN,
                        key(good, INFINITY_KEY),
                        Outcome.BAD_KEY,
                        key(good, Bytes.wrap(new byte[48])),
                        Outcome.BAD_KEY,
                        key(good, Bytes.concat(Bytes.of(0xff), Bytes.wrap(new byte[47]))),
                        Outcome.BAD_KEY));
    }

    @Test
    void thereAreEighteen() {
        assertThat(cases()).hasSize(18);
    }

    /** Once all in one block, and once each in a block of its own. */
    @ParameterizedTest
    @MethodSource("cases")
    void everyIndexIsUsedUpAndEveryOutcomeKept(Case wanted) {
        DepositTree tree = World.tree(wanted.queue());
        for (int perBlock : new int[] {1, wanted.queue().size()}) {
            Eth1Parameters parameters = World.parameters();
            DepositState state = World.state(parameters);
            state.writeAdopted(World.data(1, tree), 1);
            for (int from = 0; from < wanted.queue().size(); from += perBlock) {
                List<DepositInput> inputs = World.inputs(wanted.queue(), tree, from, from + perBlock);
                Result result = new Eth1Transition(parameters)
                        .apply(
                                new BlockInputs(from + 1, 0, Address.ofInt(1), Optional.empty(), inputs),
                                World.set(1, 1, 1, 1),
                                state);
                assertThat(result).isInstanceOf(Result.Done.class);
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (int index = 0; index < wanted.queue().size(); index++) {
                outcomes.add(state.outcome(index));
            }
            assertThat(outcomes).isEqualTo(wanted.outcomes());
            assertThat(state.nextIndex()).isEqualTo(wanted.queue().size());
            assertThat(state.frontier()).isEqualTo(tree.frontier());
            Optional<Deposited> record = state.deposited(KEY.publicKey().bytes());
            assertThat(record.isPresent()).isEqualTo(wanted.gwei() != UNKNOWN);
            record.ifPresent(found -> {
                assertThat(found.gwei()).isEqualTo(wanted.gwei());
                assertThat(found.credentials()).isEqualTo(credentials(1));
            });
        }
    }

    private static BlsSecretKey secret(int number) {
        return BlsSecretKey.generate(Bytes.concat(Bytes.wrap(new byte[31]), Bytes.of(number)));
    }

    private static Hash credentials(int number) {
        return new Hash(Bytes.concat(Bytes.of(1), Bytes.wrap(new byte[30]), Bytes.of(number)));
    }

    private static DepositData signed(BlsSecretKey key, int credentials, long gwei, DepositDomain domain) {
        DepositData unsigned = new DepositData(key.publicKey().bytes(), credentials(credentials), gwei, NO_SIGNATURE);
        return with(unsigned, key.sign(domain.signingRoot(unsigned).bytes()).bytes());
    }

    private static DepositData with(DepositData of, Bytes signature) {
        return new DepositData(of.publicKey(), of.credentials(), of.amountGwei(), signature);
    }

    private static DepositData gwei(DepositData of, long gwei) {
        return new DepositData(of.publicKey(), of.credentials(), gwei, of.signature());
    }

    private static DepositData key(DepositData of, Bytes key) {
        return new DepositData(key, of.credentials(), of.amountGwei(), of.signature());
    }
}
