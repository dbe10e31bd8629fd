package io.vigil.node.preflight;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** Free inodes; Java cannot see them, POSIX's df can. */
final class Inodes {
    /** Files of a store and a snapshot, generously. */
    static final long FEW = 1_000;

    private Inodes() {}

    static Finding finding(Path place, long needed) throws IOException {
        OptionalLong free = free(place);
        if (free.isEmpty()) {
            return new Finding("inodes", true, "the file system of " + place + " does not count them");
        }
        boolean enough = free.getAsLong() >= needed;
        String seen = free.getAsLong() + " free, " + needed + " wanted";
        return new Finding("inodes", enough, enough ? seen : seen + "; delete small files, or choose another disk");
    }

    private static OptionalLong free(Path place) throws IOException {
        ProcessBuilder df = new ProcessBuilder("df", "-Pi", place.toString()).redirectErrorStream(true);
        df.environment().put("LC_ALL", "C"); // headings in one language, whatever the operator's
        Process process = df.start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return parse(out.lines().toList());
        }
    }

    /** The column IFree or, as BSD says, ifree; a dash or no such column means that nobody counts. */
    static OptionalLong parse(List<String> lines) {
        if (lines.size() < 2) {
            return OptionalLong.empty();
        }
        List<String> heads = Arrays.asList(lines.get(0).trim().split("\\s+"));
        String[] cells = lines.get(1).trim().split("\\s+");
        for (int i = 0; i < heads.size() && i < cells.length; i++) {
            if (heads.get(i).equalsIgnoreCase("ifree") && cells[i].matches("[0-9]{1,18}")) {
                long free = Long.parseLong(cells[i]);
                return free == 0 && cells[i - 2].equals("0") ? OptionalLong.empty() : OptionalLong.of(free);
            }
        }
        return OptionalLong.empty();
    }
}
