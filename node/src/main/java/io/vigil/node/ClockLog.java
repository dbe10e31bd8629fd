package io.vigil.node;

import io.vigil.node.log.Journal;
import io.vigil.timesync.Alarm;
import io.vigil.timesync.ClockStatus;
import io.vigil.timesync.clock.ClockJournal;

/** Tells the operator of the clock. */
record ClockLog(Journal journal) implements ClockJournal {
    @Override
    public void raised(Alarm alarm) {
        journal.clockAlarm(alarm.key(), alarm.describe().replace("\n", ";"));
    }

    @Override
    public void cleared(Alarm alarm) {
        journal.clockAlarmOver(alarm.key());
    }

    @Override
    public void entered(ClockStatus status, String why) {
        journal.clockStatus(status.name(), why, status.allowsProposing());
    }
}
