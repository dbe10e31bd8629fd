package io.vigil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class MainTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        tesnet                         | Did you mean
        keys                           | Missing required subcommand
        keys nwe                       | Unmatched argument
        config show --rpc-listn a:1    | Unknown option
        config show --rpc-listen       | Missing required parameter
        keys import                    | Missing required parameter: 'KEYSTORE'
        """)
    void aWrongCommandLineEndsWith2AndSaysWhatIsWrong(String line, String message) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.toString()).startsWith("vigil: ").contains(message).contains("--help");
    }

    /** A newcomer in the wrong folder, or before anything was started. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        1  | gov status --rpc http://127.0.0.1:1   | no node answers at http://127.0.0.1:1
        1  | validators --rpc http://127.0.0.1:1   | is it running?
        78 | consensus status --home FOLDER        | is no home
        78 | node --home FOLDER                    | vigil init --home
        74 | vm statetest FOLDER/nothing.json      | nothing.json: no such file or folder
        """)
    void whatIsNotThereIsNamedWithAWayOn(int code, String line, String message) {
        String[] words = line.replace("FOLDER", folder.toString()).split(" ");
        assertThat(run(words)).isEqualTo(code);
        assertThat(err.toString()).startsWith("vigil: ").contains(message);
        assertThat(err.toString().lines()).hasSize(1);
    }

    @Test
    void theVersionNamesProgramAndJava() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("vigil ").contains("Java 25");
    }

    @Test
    void aWrongSettingEndsWith78AndNamesThePlace() throws Exception {
        Files.writeString(folder.resolve("vigil.toml"), "[rpc]\nlisten = 8545\n");

        assertThat(run("config", "check", "--home", folder.toString())).isEqualTo(78);
        assertThat(err.toString()).contains("vigil.toml:2:1: rpc.listen");
    }

    @Test
    void aSettingOnTheCommandLineBeatsTheFileAndIsShownWithItsSource() throws Exception {
        Files.writeString(folder.resolve("vigil.toml"), "[p2p]\nothers = 5\n");

        int code = run("config", "show", "--json", "--home", folder.toString(), "--rpc-listen", "127.0.0.1:9000");

        assertThat(code).isZero();
        assertThat(out.toString())
                .containsPattern(
                        "\"rpc.listen\" : \\{\\s+\"value\" : \"127.0.0.1:9000\",\\s+\"source\" : \"--rpc-listen\"")
                .containsPattern("\"p2p.others\" : \\{\\s+\"value\" : \"5\",\\s+\"source\" : \"vigil.toml:2\"")
                .containsPattern("\"admin.port\" : \\{\\s+\"value\" : \"10000\"");
    }

    @Test
    void keysAreMadeListedExportedAndImported() throws Exception {
        String first = folder.resolve("first").toString();
        String second = folder.resolve("second").toString();
        Path password = Files.writeString(folder.resolve("password"), "correct horse\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        String backup = folder.resolve("backup.json").toString();

        assertThat(run("keys", "new", "--home", first)).isZero();
        assertThat(run("keys", "new", "--home", first)).isEqualTo(78);
        assertThat(run("keys", "export", backup, "--home", first, "--password-file", password.toString()))
                .isZero();
        assertThat(run("keys", "import", backup, "--home", second, "--password-file", password.toString()))
                .isZero();
        out.getBuffer().setLength(0);
        assertThat(run("keys", "list", "--home", first)).isZero();
        assertThat(run("keys", "list", "--home", second)).isZero();
        assertThat(out.toString().lines().map(line -> line.split(" +")[1]).distinct())
                .as("the node key, and one validator key in both homes")
                .hasSize(2);
        assertThat(err.toString()).contains("is there already and is not overwritten");
    }

    /** docs/operating.md: founders make keys, one puts what they print into a genesis, and each makes its home around its keys. */
    @Test
    void whoMadeKeysFirstMakesItsHomeAroundThem() throws Exception {
        String founder = folder.resolve("founder").toString();
        String joiner = folder.resolve("joiner").toString();
        assertThat(run("keys", "new", "--home", founder)).isZero();
        assertThat(run("init", "--home", folder.resolve("first").toString())).isZero();
        out.getBuffer().setLength(0);
        assertThat(run("keys", "show", "--home", founder)).isZero();
        ObjectMapper json = new ObjectMapper();
        ObjectNode genesis =
                (ObjectNode) json.readTree(folder.resolve("first/genesis.json").toFile());
        genesis.withObject("/vigil").putArray("validators").add(json.readTree(out.toString()));
        String file = folder.resolve("genesis.json").toString();
        json.writeValue(folder.resolve("genesis.json").toFile(), genesis);

        assertThat(run("init", "--home", founder, "--genesis", file)).isZero();
        assertThat(out.toString()).contains("a member from the first block on");
        assertThat(run("init", "--home", joiner, "--genesis", file)).isZero();
        assertThat(out.toString()).contains("no member of this genesis");
        assertThat(run("init", "--home", founder, "--genesis", file)).isEqualTo(78);
        assertThat(err.toString()).contains("is a home already (genesis.json)");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithAnExample(CommandLine command) {
        String usage = command.getUsageMessage();

        assertThat(command.getCommandSpec().mixinStandardHelpOptions())
                .as("--help")
                .isTrue();
        assertThat(usage).contains("--help");
        if (command.getSubcommands().isEmpty()) {
            assertThat(usage).contains("Example:");
        }
        assertThat(Stream.of(
                                command.getCommandSpec().usageMessage().description(),
                                command.getCommandSpec().usageMessage().footer())
                        .flatMap(Stream::of))
                .as("texts are formats: a bare %% would make one line of all")
                .allSatisfy(text -> assertThat(text.formatted()).isNotNull());
    }

    static Stream<CommandLine> commands() {
        Shell shell = new Shell(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()), Map.of());
        return all(new Main(shell).commandLine());
    }

    private static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(MainTest::all));
    }

    private int run(String... args) {
        return new Main(new Shell(new PrintWriter(out), new PrintWriter(err), Map.of())).run(args);
    }
}
