package io.vigil.testnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/protocol.md and the code name the same rules: each rule is cited where it is obeyed, and nothing is cited that the page does not state. */
class ProtocolRulesTest {
    private static final Path ROOT = Path.of("..");

    /** The first cell of a table's row: one rule, or a few. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ((?:[A-Z][\\w-]*)(?:, [A-Z][\\w-]*)*) \\|");

    private static final Pattern NAME =
            Pattern.compile("\\b(?:A\\d{1,2}|V[1-5][abr]?|C[1-3]|R[1-7]|E[1-5]|W\\d|S\\d{1,2}|L[1-5]|P-[A-Z]+)\\b");

    /** As in {@code C1–C3}. */
    private static final Pattern SPAN = Pattern.compile("\\b([AVCREWSL])(\\d{1,2})–\\1(\\d{1,2})\\b");

    @Test
    void everyRuleOfThePageIsCitedInTheCode() throws IOException {
        Set<String> cited = citedIn("consensus/src/main", "node/src/main", "testnet/src/main");
        assertThat(stated().stream().filter(rule -> !cited.contains(rule))).isEmpty();
    }

    @Test
    void everyRuleThatAgreementCitesIsOnThePage() throws IOException {
        Set<String> stated = stated();
        assertThat(citedIn("consensus/src/main").stream().filter(rule -> !stated.contains(rule)))
                .isEmpty();
    }

    private static Set<String> stated() throws IOException {
        Set<String> rules = new TreeSet<>();
        Matcher row = ROW.matcher(Files.readString(ROOT.resolve("docs/protocol.md")));
        while (row.find()) {
            for (String name : List.of(row.group(1).split(", ", -1))) {
                if (NAME.matcher(name).matches()) {
                    rules.add(name);
                }
            }
        }
        assertThat(rules).hasSizeGreaterThan(60);
        return rules;
    }

    private static Set<String> citedIn(String... folders) throws IOException {
        Set<String> cited = new TreeSet<>();
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    note(Files.readString(file), cited);
                }
            }
        }
        return cited;
    }

    private static void note(String source, Set<String> cited) {
        Matcher name = NAME.matcher(source);
        while (name.find()) {
            cited.add(name.group());
        }
        Matcher span = SPAN.matcher(source);
        while (span.find()) {
            for (int number = Integer.parseInt(span.group(2)); number <= Integer.parseInt(span.group(3)); number++) {
                cited.add(span.group(1) + number);
            }
        }
    }
}
