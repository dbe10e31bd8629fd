package io.vigil.governance.epoch;

import io.vigil.governance.registry.Conduct;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.Standing;
import io.vigil.types.Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Who takes turns as leader (G27). Those left out hold at most F of power, so one of the leaders is honest. */
public final class Leads {
    private Leads() {}

    /**
     * Leaves out, as far as F goes: tombstoned members that had to stay, members that do not speak the version that begins,
     * and the barred, most lost views first.
     *
     * @param registry with the window's counters closed for {@code next} (see {@link Conduct#closed})
     * @param missed lost views of each member in the window that closed
     */
    public static List<Member> of(
            List<Member> set, long next, Registry registry, List<Address> unready, List<Long> missed) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.<Integer>comparingInt(i -> rank(set.get(i), next, registry, unready))
                .thenComparing(missed::get, Comparator.reverseOrder())
                .thenComparing(Comparator.naturalOrder()));
        long limit = Member.faulty(Member.power(set));
        long idle = 0;
        SortedSet<Integer> out = new TreeSet<>();
        for (int i : order) {
            Member member = set.get(i);
            if (rank(member, next, registry, unready) < LEADS && idle + member.power() <= limit) {
                idle += member.power();
                out.add(i);
            }
        }
        List<Member> result = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            result.add(set.get(i).leading(!out.contains(i)));
        }
        return result;
    }

    private static final int LEADS = 3;

    private static int rank(Member member, long next, Registry registry, List<Address> unready) {
        boolean tombstoned = registry.record(member.address())
                .ok()
                .filter(record -> record.standing() == Standing.TOMBSTONED)
                .isPresent();
        if (tombstoned) {
            return 0;
        }
        if (unready.contains(member.address())) {
            return 1;
        }
        return isBarred(registry, member.address(), next) ? 2 : LEADS;
    }

    private static boolean isBarred(Registry registry, Address address, long next) {
        var ready = registry.readiness(address);
        return registry.conduct(address).isBarred(next, ready.isOf(next - 1) && ready.byOther());
    }
}
