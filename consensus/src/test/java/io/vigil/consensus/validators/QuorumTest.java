package io.vigil.consensus.validators;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A13 with the quorum of the design: more than two thirds of the power. */
class QuorumTest {
    @Test
    void twoQuorumsShareMoreThanAThirdAndTheHonestReachOne() {
        for (int power = 1; power < 2000; power++) {
            ValidatorSet set = ValidatorSet.of(List.of(member(1, power)));
            long faulty = (power - 1) / 3;
            assertThat(2 * set.quorum() - power).isGreaterThan(faulty);
            assertThat(set.quorum()).isLessThanOrEqualTo(power - faulty);
            assertThat(3 * set.quorum()).isGreaterThan(2L * power);
            assertThat(3 * (set.quorum() - 1)).isLessThanOrEqualTo(2L * power);
            assertThat(set.amplification()).isEqualTo(faulty + 1);
        }
    }

    @Test
    void sizesOfTheDesign() {
        assertThat(quorumOf(1)).isEqualTo(1);
        assertThat(quorumOf(4)).isEqualTo(3);
        assertThat(quorumOf(6)).isEqualTo(5);
        assertThat(quorumOf(7)).isEqualTo(5);
        assertThat(quorumOf(25)).isEqualTo(17);
        assertThat(quorumOf(100)).isEqualTo(67);
    }

    @Test
    void theRootCoversEveryField() {
        Validator one = member(1, 1);
        List<Validator> variants = List.of(
                one,
                new Validator(Address.ofInt(9), one.blsKey(), 1, true),
                new Validator(one.address(), key(9), 1, true),
                new Validator(one.address(), one.blsKey(), 2, true),
                new Validator(one.address(), one.blsKey(), 1, false));
        assertThat(variants.stream().map(v -> ValidatorSet.of(List.of(v)).root()))
                .doesNotHaveDuplicates();
    }

    @Test
    void everyPassIsAPermutationOfThoseWhoLeadAndPassesDiffer() {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            members.add(new Validator(Address.ofInt(i), key(i), 1, i != 3));
        }
        LeaderRotation rotation = new LeaderRotation(5, ValidatorSet.of(members));
        List<List<Integer>> passes = new ArrayList<>();
        for (int pass = 0; pass < 50; pass++) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                order.add(rotation.leader(pass * 6L + i));
            }
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 4, 5, 6);
            passes.add(order);
        }
        assertThat(passes.stream().distinct().count()).isGreaterThan(40);
        assertThat(rotation.leader(1_000_000)).isEqualTo(rotation.leader(1_000_000));
    }

    @Test
    void aSetInWhichNobodyLeadsIsLedByAll() {
        Validator mute = new Validator(Address.ofInt(1), key(1), 1, false);
        assertThat(new LeaderRotation(0, ValidatorSet.of(List.of(mute))).leader(17))
                .isZero();
    }

    private static long quorumOf(int size) {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            members.add(member(i, 1));
        }
        return ValidatorSet.of(members).quorum();
    }

    private static Validator member(int id, long power) {
        return new Validator(Address.ofInt(id), key(id), power, true);
    }

    private static Bytes key(int id) {
        byte[] key = new byte[Validator.KEY_BYTES];
        key[0] = (byte) id;
        key[1] = (byte) (id >> 8);
        return Bytes.wrap(key);
    }
}
