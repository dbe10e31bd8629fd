package io.vigil.vm.fuzz;

import io.vigil.types.testing.Seeds;

/** As many cases as wanted: {@code MachineFuzz CASES [FIRST_SEED]}. Ends with 1 at the first difference, naming its seed. */
public final class MachineFuzz {
    private static final int REPORT_EVERY = 50_000;

    private MachineFuzz() {}

    public static void main(String[] args) {
        long cases = Long.parseLong(args[0]);
        long first = args.length > 1 ? Long.parseLong(args[1]) : 1;
        for (long seed = first; seed < first + cases; seed++) {
            String difference = new FuzzCase(Seeds.of(seed)).difference();
            if (!difference.isEmpty()) {
                System.out.println("seed " + seed + ": " + difference);
                System.exit(1);
            }
            if ((seed - first + 1) % REPORT_EVERY == 0) {
                System.out.println(seed - first + 1 + " cases");
            }
        }
        System.out.println(cases + " cases, no difference");
    }
}
