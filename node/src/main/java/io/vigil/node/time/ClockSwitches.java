package io.vigil.node.time;

import io.vigil.timesync.ClockEvent.Switch;
import io.vigil.types.MalformedException;
import java.time.Duration;

/** The words by which an operator turns the clock's switches while the node runs. */
public final class ClockSwitches {
    private ClockSwitches() {}

    /** @throws MalformedException if the word is none of ours */
    public static Switch parse(String word) throws MalformedException {
        return switch (word) {
            case "on" -> new Switch.Correct();
            case "off" -> new Switch.StopCorrecting();
            case "off-now" -> new Switch.DropCorrection();
            case "monitor-on" -> new Switch.Monitor(true);
            case "monitor-off" -> new Switch.Monitor(false);
            default -> steer(word);
        };
    }

    /** {@code steer=MILLISECONDS}, in mode {@code manual}. */
    private static Switch steer(String word) throws MalformedException {
        if (!word.matches("steer=[+-]?[0-9]{1,3}")) {
            throw new MalformedException(
                    "'" + word + "' is not on, off, off-now, monitor-on, monitor-off or steer=MILLISECONDS");
        }
        long millis = Long.parseLong(word.substring("steer=".length()));
        if (Math.abs(millis) > 500) {
            throw new MalformedException("an offset of " + millis + " ms is beyond the bound of 500 ms");
        }
        return new Switch.Steer(Duration.ofMillis(millis));
    }
}
