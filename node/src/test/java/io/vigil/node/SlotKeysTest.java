package io.vigil.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** D32: who is let in besides strangers. */
class SlotKeysTest {
    private final Bytes member = key(1);
    private final Bytes candidate = key(2);
    private final ValidatorSet set = ValidatorSet.of(List.of(new Validator(Address.ofInt(1), member, 1, true)));
    private final Set<Bytes> records = new HashSet<>();
    private final List<Bytes> asked = new ArrayList<>();
    private long height;
    private final SlotKeys keys = new SlotKeys(
            () -> set,
            key -> {
                asked.add(key);
                return records.contains(key);
            },
            () -> height);

    private static Bytes key(int number) {
        return Bytes.concat(Bytes.wrap(new byte[47]), Bytes.of(number));
    }

    @Test
    void membersHaveASlotWithoutAnyQuestion() {
        assertThat(keys.test(member)).isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void aKeyHasASlotFromTheBlockThatRecordsItsDeposit() {
        assertThat(keys.test(candidate)).isFalse();
        records.add(candidate);
        height++;

        assertThat(keys.test(candidate)).isTrue();
    }

    @Test
    void stateIsAskedOnceForAKeyAndABlock() {
        for (int i = 0; i < 10; i++) {
            keys.test(candidate);
            keys.test(key(3));
        }

        assertThat(asked).containsExactly(candidate, key(3));
    }

    @Test
    void manyClaimsTakeNoMoreMemory() {
        for (int i = 0; i < 10_000; i++) {
            keys.test(Bytes.concat(Bytes.wrap(new byte[40]), Bytes.ofLong(100 + i)));
        }

        keys.test(Bytes.concat(Bytes.wrap(new byte[40]), Bytes.ofLong(100))); // forgotten meanwhile

        assertThat(asked).hasSize(10_001);
    }
}
