package io.vigil.vm.bench;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the better of Besu's two machines did on each program, and revm in the same run: Mgas per second of CPU time, Cancun's
 * rules, one machine, November 2026. Besu at 3fd224e2 and with the complete machine of its pull request 10181 (31b756a0);
 * revm as anvil 1.7.1. Besu's machine is on no package registry, so its share of revm's speed stands in for a run of it.
 */
public final class BesuFigures {
    private static final Map<String, Double> SHARES = Collections.unmodifiableMap(shares());

    private BesuFigures() {}

    /** Besu's rate divided by revm's; empty for a program that was not measured. */
    public static Optional<Double> shareOfRevm(String program) {
        return Optional.ofNullable(SHARES.get(program));
    }

    private static Map<String, Double> shares() {
        Map<String, Double> shares = new TreeMap<>();
        add(shares, "blake2b_huff/8415nulls", 119, 590);
        add(shares, "blake2b_shifts/8415nulls", 197, 998);
        add(shares, "sha1_divs/5311", 106, 597);
        add(shares, "sha1_shifts/5311", 117, 633);
        add(shares, "snailtracer/benchmark", 551, 3164);
        add(shares, "structarray_alloc/nfts_rank", 363, 1899);
        add(shares, "swap_math/spent", 105, 693);
        add(shares, "swap_math/received", 142, 711);
        add(shares, "swap_math/insufficient_liquidity", 115, 715);
        add(shares, "weierstrudel/1", 84, 200);
        add(shares, "weierstrudel/15", 91, 290);
        add(shares, "JUMPDEST_n0/empty", 254, 412);
        add(shares, "jump_around/empty", 345, 1053);
        add(shares, "loop_with_many_jumpdests/empty", 266, 293);
        add(shares, "memory_grow_mload/nogrow", 202, 732);
        add(shares, "memory_grow_mload/by1", 115, 752);
        add(shares, "memory_grow_mload/by16", 142, 693);
        add(shares, "memory_grow_mload/by32", 207, 798);
        add(shares, "memory_grow_mstore/nogrow", 148, 686);
        add(shares, "memory_grow_mstore/by1", 138, 514);
        add(shares, "memory_grow_mstore/by16", 163, 624);
        add(shares, "memory_grow_mstore/by32", 227, 816);
        add(shares, "signextend/zero", 200, 587);
        add(shares, "signextend/one", 191, 618);
        add(shares, "own_call_loop/bench", 149, 695);
        add(shares, "own_erc20_approve_transferfrom/bench", 1818, 4088);
        add(shares, "own_erc20_many_accounts/bench", 3320, 7796);
        add(shares, "own_erc20_mint/bench", 606, 2162);
        add(shares, "own_erc20_transfer/bench", 433, 1326);
        add(shares, "own_fib_loop/bench", 168, 1016);
        add(shares, "own_keccak_loop/bench", 286, 987);
        add(shares, "own_memory_sort/bench", 144, 809);
        add(shares, "own_mulmod/bench", 192, 595);
        add(shares, "own_storage_loop/bench", 1649, 3852);
        add(shares, "own_u256_divmod/bench", 178, 645);
        add(shares, "own_u256_mul/bench", 172, 826);
        return shares;
    }

    private static void add(Map<String, Double> shares, String program, int besu, int revm) {
        shares.put(program, besu / (double) revm);
    }
}
