package io.vigil.types.genesis;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A JSON object and the path that leads to it; the path of the whole document is empty. */
record Fields(String path, JsonNode node) {
    /** Keys this far from a known one are taken for a slip of the pen. */
    private static final int SUGGESTED_DISTANCE = 3;

    Field required(String name) throws MalformedException {
        Optional<Field> field = optional(name);
        if (field.isEmpty()) {
            throw new MalformedException(pathOf(name) + ": missing");
        }
        return field.get();
    }

    Optional<Field> optional(String name) {
        JsonNode value = node.get(name);
        return value == null ? Optional.empty() : Optional.of(new Field(pathOf(name), value));
    }

    /** All members in the order of the text. */
    List<Field> members() {
        return names().stream()
                .map(name -> new Field(pathOf(name), node.path(name)))
                .toList();
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** @throws MalformedException if there is another key than {@code known}, with the one that was meant, perhaps */
    void refuseOthersThan(List<String> known) throws MalformedException {
        for (String name : names()) {
            if (!known.contains(name)) {
                throw new MalformedException(pathOf(name) + ": unknown key" + suggestion(name, known));
            }
        }
    }

    private static String suggestion(String name, List<String> known) {
        String best = "";
        int bestDistance = SUGGESTED_DISTANCE + 1;
        for (String candidate : known) {
            int distance = distance(name, candidate);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? "; known are " + String.join(", ", known) : "; did you mean '" + best + "'?";
    }

    /** Levenshtein's distance without regard to case; long names are far from everything. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > SUGGESTED_DISTANCE) {
            return SUGGESTED_DISTANCE + 1;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], row[j]));
            }
        }
        return row[b.length()];
    }
}
