package io.vigil.governance.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewsTest {
    private static List<Member> set(Seeds random, int size) {
        List<Member> set = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            set.add(new Member(Address.ofInt(i + 1), Bytes.wrap(new byte[48]), 1, i == 0 || random.nextBoolean()));
        }
        return set;
    }

    /** A pass names each leader once, in an order of its own. */
    private static Views.Leaders leaders(List<Member> set) {
        List<Integer> leading = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            if (set.get(i).leads()) {
                leading.add(i);
            }
        }
        int count = leading.size();
        return view -> leading.get((int) ((view % count + view / count) % count));
    }

    @Test
    void lostViewsAreThoseOfTheirLeadersHoweverManyThereAre() {
        Seeds.forEach(500, random -> {
            List<Member> set = set(random, random.between(1, 12));
            Views.Leaders leaders = leaders(set);
            long from = random.nextInt(50);
            long to = from + random.nextInt(300);
            long[] walked = new long[set.size()];
            for (long view = from; view < to; view++) {
                walked[leaders.leader(view)]++;
            }
            assertThat(Views.missed(set, leaders, from, to)).isEqualTo(walked);
        });
    }

    @Test
    void aGapOfAMillionMillionsIsCountedWithoutWalkingIt() {
        List<Member> set = set(Seeds.of(1), 100);
        long[] missed = Views.missed(set, leaders(set), 7, 1_000_000_000_000L);
        long sum = 0;
        for (long of : missed) {
            sum += of;
        }
        assertThat(sum).isEqualTo(1_000_000_000_000L - 7);
    }
}
