package io.vigil.vm.bench;

import io.vigil.types.Bytes;

/**
 * One program with one input.
 *
 * @param repeats how often the input is run in one measured call, so that short programs can be measured
 * @param gas of one run, without what a transaction costs before it runs
 * @param outputHead how the output begins
 */
public record BenchmarkProgram(String name, Bytes code, Bytes input, int repeats, long gas, Bytes outputHead) {}
