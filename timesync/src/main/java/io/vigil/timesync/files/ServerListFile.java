package io.vigil.timesync.files;

import io.vigil.timesync.roughtime.RoughtimeServers;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.util.List;

/** A file of Roughtime servers with their keys, in the forms of {@link RoughtimeServers}. */
public final class ServerListFile {
    private ServerListFile() {}

    /**
     * @throws MalformedException naming the server and field that is wrong
     * @throws TimeFileException if the file cannot be read
     */
    public static List<RoughtimeServers.Server> read(Path file) throws MalformedException {
        return RoughtimeServers.parse(SmallFile.read(file, RoughtimeServers.MAX_TEXT_BYTES));
    }
}
