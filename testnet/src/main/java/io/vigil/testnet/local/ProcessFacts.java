package io.vigil.testnet.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the system says of a process: /proc where there is one, else {@code ps}.
 *
 * @param residentBytes 0 if nothing can be learnt
 * @param openFiles sockets among them; 0 where there is no /proc
 */
record ProcessFacts(boolean paused, long residentBytes, long openFiles) {
    private static final ProcessFacts UNKNOWN = new ProcessFacts(false, 0, 0);
    private static final long KIBIBYTE = 1_024;

    static ProcessFacts of(long pid) {
        Path status = Path.of("/proc/" + pid + "/status");
        try {
            return Files.exists(status) ? ofProc(pid, Files.readAllLines(status)) : ofPs(pid);
        } catch (IOException e) {
            return UNKNOWN; // it ended meanwhile
        }
    }

    /** proc(5): {@code State:	T (stopped)} and {@code VmRSS:	  123456 kB}. */
    private static ProcessFacts ofProc(long pid, List<String> lines) throws IOException {
        boolean paused = false;
        long kibibytes = 0;
        for (String line : lines) {
            String[] words = line.split("\\s+");
            if (words[0].equals("State:") && words.length > 1) {
                paused = words[1].equals("T");
            }
            if (words[0].equals("VmRSS:") && words.length > 1) {
                kibibytes = Long.parseLong(words[1]);
            }
        }
        try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return new ProcessFacts(paused, kibibytes * KIBIBYTE, files.count());
        }
    }

    private static ProcessFacts ofPs(long pid) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "stat=", "-o", "rss=", "-p", Long.toString(pid))
                .redirectErrorStream(true)
                .start();
        String answer = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        String[] words = answer.split("\\s+");
        boolean readable = words.length == 2 && words[1].chars().allMatch(Character::isDigit);
        return readable ? new ProcessFacts(words[0].startsWith("T"), Long.parseLong(words[1]) * KIBIBYTE, 0) : UNKNOWN;
    }
}
