package io.vigil.testnet.simulation;

import io.vigil.consensus.evidence.Offence;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one run came to.
 *
 * @param events steps of all cores
 * @param messages sent over links
 * @param views the highest view
 * @param height the lowest committed height
 * @param simulated virtual time of the whole run
 * @param recovery virtual time from healing to two blocks everywhere
 * @param together virtual time from healing until all honest nodes are in one epoch and within two views of each other (L1)
 * @param epochs the highest epoch
 * @param proposals changes of parameters that were enacted
 * @param plans epochs that plans began
 * @param ranges ranges of final blocks taken over in catch-up
 * @param lostRecords signer records lost by honest nodes (R6)
 * @param failedViews views that an honest node saw end without a certified block
 * @param proven offences that honest nodes accused somebody of
 */
public record SimulationReport(
        long events,
        long messages,
        long views,
        long height,
        Duration simulated,
        Duration recovery,
        Duration together,
        long epochs,
        long proposals,
        long plans,
        long ranges,
        long lostRecords,
        long failedViews,
        Set<Offence> proven) {
    public SimulationReport {
        proven = Collections.unmodifiableSortedSet(new TreeSet<>(proven));
    }
}
