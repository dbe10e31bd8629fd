package io.vigil.testnet.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the system says of a process: /proc where there is one, else {@code ps}.
 *
 * @param residentBytes 0 if nothing can be learnt
 */
record ProcessFacts(boolean paused, long residentBytes) {
    private static final ProcessFacts UNKNOWN = new ProcessFacts(false, 0);
    private static final long KIBIBYTE = 1_024;

    static ProcessFacts of(long pid) {
        Path status = Path.of("/proc/" + pid + "/status");
        try {
            return Files.exists(status) ? ofProc(Files.readAllLines(status)) : ofPs(pid);
        } catch (IOException e) {
            return UNKNOWN; // it ended meanwhile
        }
    }

    /** proc(5): {@code State:	T (stopped)} and {@code VmRSS:	  123456 kB}. */
    private static ProcessFacts ofProc(List<String> lines) {
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
        return new ProcessFacts(paused, kibibytes * KIBIBYTE);
    }

    private static ProcessFacts ofPs(long pid) throws IOException {
        Process ps = new ProcessBuilder("ps", "-o", "stat=", "-o", "rss=", "-p", Long.toString(pid))
                .redirectErrorStream(true)
                .start();
        String answer = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        String[] words = answer.split("\\s+");
        boolean readable = words.length == 2 && words[1].chars().allMatch(Character::isDigit);
        return readable ? new ProcessFacts(words[0].startsWith("T"), Long.parseLong(words[1]) * KIBIBYTE) : UNKNOWN;
    }
}
