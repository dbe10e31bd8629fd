package io.vigil.testnet.crash;

import io.vigil.storage.append.Folder;
import io.vigil.types.Bytes;
import java.util.List;

/**
 * A log's folder in which the process may die behind a write and behind a sync. Where it dies by power, what is written reaches
 * the folder only with its sync: whatever else ends the process then loses it whole, and a death behind the write leaves a
 * part.
 */
record MortalFolder(Folder folder, MortalFaults faults, KillPoint written, KillPoint synced) implements Folder {
    @Override
    public List<String> names() {
        return folder.names();
    }

    @Override
    public Bytes read(String name) {
        return folder.read(name);
    }

    @Override
    public Appender append(String name) {
        return new Open(folder.append(name));
    }

    @Override
    public void rename(String from, String to) {
        folder.rename(from, to);
    }

    @Override
    public void delete(String name) {
        folder.delete(name);
    }

    private final class Open implements Appender {
        private final Appender file;
        private Bytes unsynced = Bytes.EMPTY;

        Open(Appender file) {
            this.file = file;
        }

        @Override
        public void write(Bytes bytes) {
            if (faults.byPower()) {
                unsynced = Bytes.concat(unsynced, bytes);
            } else {
                file.write(bytes);
            }
            if (faults.endsAt(written)) {
                file.write(unsynced.slice(0, faults.upTo(unsynced.size())));
                MortalFaults.end();
            }
        }

        @Override
        public void sync() {
            file.write(unsynced);
            unsynced = Bytes.EMPTY;
            file.sync();
            faults.pass(synced);
        }

        @Override
        public void truncate(long sizeBytes) {
            file.truncate(sizeBytes);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
