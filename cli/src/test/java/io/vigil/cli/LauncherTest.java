package io.vigil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher's own start of Java, with every flag that it gives each kind of command: a java between the two hands all of
 * them to the real one and asks it for nothing but its version and what it made of them.
 */
class LauncherTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** A node fits a machine of 2 GB: heap and direct memory leave the rest to RocksDB's caches (DESIGN "Storage"). */
    private static final Map<String, String> HEAPS =
            Map.of("node", "512.00M", "dev", "512.00M", "bench", "2.00G", "vm", "2.00G", "doctor", "256.00M");

    private static final Pattern HEAP = Pattern.compile("Max\\. Heap Size: ([0-9.]+[MG])");

    /** What {@code java} of the launcher's JDK is here. */
    private static final String JAVA = """
        #!/bin/sh
        for word; do
          shift
          if [ "$word" = -cp ]; then break; fi
          set -- "$@" "$word"
        done
        while [ "$1" != io.vigil.cli.Main ]; do shift; done; shift 2
        printf '%%s\n' "$@"
        exec "%s/bin/java" "$@" -XshowSettings:vm -version
        """;

    @TempDir
    private Path folder;

    @Test
    void aRealJavaTakesEveryFlagOfEveryCommandUnderEveryShell() throws Exception {
        Path vigil = launcher();
        for (String shell : List.of("sh", "dash", "bash", "busybox")) {
            if (!isInstalled(shell)) {
                System.out.println("launcher: no " + shell + " here");
                continue;
            }
            for (Map.Entry<String, String> command : HEAPS.entrySet()) {
                List<String> words = shell.equals("busybox") ? List.of("busybox", "sh") : List.of(shell);
                String said = run(Stream.concat(words.stream(), Stream.of(vigil.toString(), command.getKey()))
                        .toList());
                Matcher heap = HEAP.matcher(said);
                assertThat(heap.find())
                        .as("%s vigil %s: %s", shell, command.getKey(), said)
                        .isTrue();
                assertThat(heap.group(1)).as(command.getKey()).isEqualTo(command.getValue());
                assertThat(said)
                        .doesNotContain("Unrecognized")
                        .doesNotContain("WARNING")
                        .doesNotContain("warning");
            }
        }
    }

    /** Libraries that a killed process unpacked fill no disk. */
    @Test
    void everyProcessHasAScratchFolderOfItsOwnAndThoseOfDeadOnesAreDeleted() throws Exception {
        Path vigil = launcher();
        Path scratch = vigil.resolveSibling("cli/target/run");
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Path left = Files.createDirectories(
                scratch.resolve(Long.toString(dead.pid())).resolve("blst@1"));
        Path alive = Files.createDirectories(
                scratch.resolve(Long.toString(ProcessHandle.current().pid())));
        Pattern given = Pattern.compile("-Djava\\.io\\.tmpdir=" + Pattern.quote(scratch.toString()) + "/([0-9]+)\\n");

        assertThat(run(List.of("sh", vigil.toString(), "doctor"))).containsPattern(given);

        assertThat(left.getParent()).doesNotExist();
        assertThat(alive).isDirectory();
        run(List.of("sh", vigil.toString(), "doctor"));
        assertThat(scratch.toFile().list())
                .as("the second call's folder, and that of a process that lives")
                .hasSize(2);
    }

    /** What Java reserves beyond heap and direct memory stays small: 3 GiB of address space are enough. */
    @Test
    void theFlagsOfANodeAreTakenWhereMemoryIsShort() throws Exception {
        Path vigil = launcher();
        String said = run(List.of("sh", "-c", "ulimit -v 3145728; exec sh \"$0\" node", vigil.toString()));
        assertThat(said).contains("Max. Heap Size: 512.00M");
    }

    /** A clone as it is after a build, with a JDK that answers for the real one. */
    private Path launcher() throws IOException {
        Path root = folder.resolve("a clone"); // with a space in its name
        Path jdk = folder.resolve("jdk");
        Files.createDirectories(root.resolve(".mvn"));
        Files.createDirectories(root.resolve("cli/target/app/1-1"));
        Files.createDirectories(jdk.resolve("bin"));
        Files.copy(ROOT.resolve("vigil"), root.resolve("vigil"));
        Files.copy(ROOT.resolve(".mvn/find-jdk.sh"), root.resolve(".mvn/find-jdk.sh"));
        Files.writeString(root.resolve("cli/target/app/current"), "1-1\n");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
        for (String name : List.of("java", "javac")) {
            Path program = Files.writeString(
                    jdk.resolve("bin").resolve(name), JAVA.formatted(System.getProperty("java.home")));
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        return root.resolve("vigil");
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("VIGIL_JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().put("VIGIL_NO_BUILD", "1");
        builder.environment().remove("VIGIL_JAVA_OPTS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as("%s: %s", command, said).isZero();
        return said;
    }

    private static boolean isInstalled(String program) {
        String path = String.valueOf(System.getenv("PATH"));
        return Stream.of(path.split(":")).anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }
}
