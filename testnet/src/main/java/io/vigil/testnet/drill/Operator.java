package io.vigil.testnet.drill;

/** Whoever types commands of {@code vigil} while a drill runs: the drill uses what an operator has, and nothing else. */
@FunctionalInterface
public interface Operator {
    /** What a command ended with and printed. */
    record Answer(int exitCode, String output) {}

    /** @param words behind {@code vigil} */
    Answer type(String... words);
}
