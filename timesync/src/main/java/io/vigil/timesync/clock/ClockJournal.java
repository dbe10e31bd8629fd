package io.vigil.timesync.clock;

import io.vigil.timesync.Alarm;
import io.vigil.timesync.ClockStatus;

/** Where the clock speaks to the operator. Must not block: it is called while the clock's state is held. */
public interface ClockJournal {
    /** At once when it begins to hold, then each minute. */
    void raised(Alarm alarm);

    void cleared(Alarm alarm);

    void entered(ClockStatus status, String why);
}
