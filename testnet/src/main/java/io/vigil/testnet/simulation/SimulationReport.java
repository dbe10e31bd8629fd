package io.vigil.testnet.simulation;

import java.time.Duration;

/**
 * What one run came to.
 *
 * @param events steps of all cores
 * @param messages sent over links
 * @param views the highest view
 * @param height the lowest committed height
 * @param simulated virtual time of the whole run
 * @param recovery virtual time from healing to two blocks everywhere
 */
public record SimulationReport(
        long events, long messages, long views, long height, Duration simulated, Duration recovery) {}
