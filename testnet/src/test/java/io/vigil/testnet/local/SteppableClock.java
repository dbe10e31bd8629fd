package io.vigil.testnet.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * The system clock of chosen processes, stepped at once and by whole seconds; monotonic time stays. A library that they
 * are started with adds what a file says. (libfaketime slows a JVM down until it does not start; a time namespace does not
 * reach the wall clock.)
 */
final class SteppableClock {
    private static final String SOURCE = """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <stdlib.h>
        #include <sys/mman.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>

        static volatile long long *offset;

        __attribute__((constructor)) static void begin(void) {
            int file = open(getenv("CLOCK_OFFSET_FILE"), O_RDONLY);
            offset = mmap(0, sizeof *offset, PROT_READ, MAP_SHARED, file, 0);
            close(file);
        }

        int clock_gettime(clockid_t clock, struct timespec *time) {
            int result = syscall(SYS_clock_gettime, clock, time);
            if (clock == CLOCK_REALTIME) time->tv_sec += *offset;
            return result;
        }

        int gettimeofday(struct timeval *restrict time, void *restrict zone) {
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            time->tv_sec = now.tv_sec;
            time->tv_usec = now.tv_nsec / 1000;
            return 0;
        }
        """;

    private final Path library;
    private final Path offset;

    private SteppableClock(Path library, Path offset) {
        this.library = library;
        this.offset = offset;
    }

    /** Compiles the library; where there is no Linux or no C compiler, the test is skipped with a line. */
    static SteppableClock in(Path folder) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux") && Files.isExecutable(Path.of("/usr/bin/cc")),
                "skipped: stepping a clock takes Linux and a C compiler at /usr/bin/cc");
        Path source = folder.resolve("clock.c");
        Path library = folder.resolve("clock.so");
        Files.writeString(source, SOURCE);
        int result = new ProcessBuilder(
                        "/usr/bin/cc", "-shared", "-fPIC", "-O2", "-o", library.toString(), source.toString())
                .inheritIO()
                .start()
                .waitFor();
        Assumptions.assumeTrue(result == 0, "skipped: /usr/bin/cc cannot compile the clock");
        SteppableClock clock = new SteppableClock(library, folder.resolve("offset"));
        clock.set(0);
        return clock;
    }

    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "CLOCK_OFFSET_FILE", offset.toString());
    }

    /** From now on the clock is so many seconds ahead of the machine's. */
    void set(long seconds) throws IOException {
        ByteBuffer value =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, seconds);
        try (FileChannel file = FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(value, 0);
        }
    }
}
