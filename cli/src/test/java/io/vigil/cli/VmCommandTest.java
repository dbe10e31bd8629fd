package io.vigil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VmCommandTest {
    /** Adds 2 and 3 and returns the sum. */
    private static final String SUM = "600260030160005260206000f3";

    /** A transaction without gas, which is refused and leaves the empty state. */
    private static final String STATE_TEST = """
        {"CASE": {
          "env": {"currentNumber": "0x1", "currentTimestamp": "0x1", "currentGasLimit": "0x1000000",
            "currentDifficulty": "0x0", "currentBaseFee": "0x1",
            "currentCoinbase": "0x0000000000000000000000000000000000000001"},
          "pre": {},
          "transaction": {"sender": "0x0000000000000000000000000000000000000002",
            "to": "0x0000000000000000000000000000000000000003", "nonce": "0x0", "gasPrice": "0x1",
            "value": ["0x0"], "data": ["0x"], "gasLimit": ["0x1"]},
          "post": {"Berlin": [{"indexes": {"data": 0, "gas": 0, "value": 0},
            "expectException": "TransactionException.INTRINSIC_GAS_TOO_LOW",
            "hash": "ROOT"}]}}}
        """;

    private static final String EMPTY_ROOT = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void codeRunsAndItsGasAndOutputArePrinted() {
        assertThat(run("vm", "run", "--code", "0x" + SUM)).isZero();
        assertThat(out.toString().lines())
                .containsExactly("result  success", "gas     24", "output  0x" + "0".repeat(63) + "5");
    }

    @Test
    void aTraceHasOneLineOfJsonPerStep() throws Exception {
        assertThat(run("vm", "run", "--code", SUM, "--trace", "--gas", "1000")).isZero();

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(8 + 3);
        JsonNode add = new ObjectMapper().readTree(lines.get(2));
        assertThat(add.path("op").asText()).isEqualTo("ADD");
        assertThat(add.path("pc").asInt()).isEqualTo(4);
        assertThat(add.path("gas").asLong()).isEqualTo(994);
        assertThat(add.path("gasCost").asLong()).isEqualTo(3);
        assertThat(add.path("stack")).map(JsonNode::asText).containsExactly("0x2", "0x3");
    }

    @Test
    void codeThatHaltsIsAResultWithAReason() throws Exception {
        assertThat(run("vm", "run", "--code", "fe", "--gas", "777", "--json")).isZero();

        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.path("result").asText()).isEqualTo("failed");
        assertThat(result.path("gas").asLong()).isEqualTo(777);
        assertThat(result.path("halt").asText()).startsWith("invalid opcode");
    }

    @Test
    void theForkDecidesWhatAnInstructionIs() {
        run("vm", "run", "--code", "0x5f00", "--fork", "paris");
        assertThat(out.toString()).contains("result  failed");
        out.getBuffer().setLength(0);
        run("vm", "run", "--code", "0x5f00", "--fork", "shanghai");
        assertThat(out.toString()).contains("result  success");
    }

    @Test
    void wrongCodeAndUnknownForksAreErrorsOfTheCommandLine() {
        assertThat(run("vm", "run", "--code", "0xzz")).isEqualTo(2);
        assertThat(run("vm", "run", "--code", "00", "--fork", "Frontier")).isEqualTo(2);
        assertThat(err.toString()).contains("--code: ").contains("no fork is called 'Frontier'; there are Berlin,");
    }

    @Test
    void everyCaseOfAStateTestIsALine() throws Exception {
        Path good = Files.writeString(folder.resolve("good.json"), test("good", EMPTY_ROOT));

        assertThat(run("vm", "statetest", good.toString())).isZero();
        assertThat(out.toString().lines()).containsExactly("pass " + good + " good Berlin", "1 passed, 0 failed");
    }

    @Test
    void aFailedCaseSaysWhyAndEndsWith1() throws Exception {
        Files.writeString(folder.resolve("a.json"), test("good", EMPTY_ROOT));
        Files.writeString(folder.resolve("b.json"), test("bad", "0x" + "11".repeat(32)));

        assertThat(run("vm", "statetest", folder.toString())).isEqualTo(1);
        assertThat(out.toString().lines()).hasSize(3).last().isEqualTo("1 passed, 1 failed");
        assertThat(out.toString()).contains("fail " + folder.resolve("b.json") + " bad Berlin: state root ");
    }

    @Test
    void testsAreReadFromZipsToo() throws Exception {
        Path zip = folder.resolve("tests.zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(file)) {
            entries.putNextEntry(new ZipEntry(".meta/index.json"));
            entries.putNextEntry(new ZipEntry("in/good.json"));
            entries.write(test("good", EMPTY_ROOT).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(run("vm", "statetest", "--json", zip.toString())).isZero();
        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.path("passed").asInt()).isEqualTo(1);
        assertThat(result.path("cases").path(0).path("file").asText()).isEqualTo(zip + "!in/good.json");
    }

    @Test
    void noCaseAtAllIsNoSuccess() {
        assertThat(run("vm", "statetest", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("no case found");
    }

    @Test
    void aFileThatHoldsNoTestsIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("other.json"), "{\"x\": {}}");

        assertThat(run("vm", "statetest", file.toString())).isEqualTo(78);
        assertThat(err.toString()).contains(file + ": field 'pre' is missing");
    }

    @Test
    void aBenchmarkMeasuresTheProgramsOfAFolder() throws Exception {
        index(24);

        assertThat(run("bench", "vm", "--programs", folder.toString(), "--millis", "5", "--json"))
                .isZero();
        JsonNode result = new ObjectMapper().readTree(out.toString());
        JsonNode sum = result.path("cases").path(0);
        assertThat(sum.path("name").asText()).isEqualTo("sum/five");
        assertThat(sum.path("mgasPerSecond").asDouble()).isPositive();
        assertThat(sum.has("peerMgasPerSecond")).isFalse();
        assertThat(result.path("geomean").asDouble())
                .isEqualTo(sum.path("mgasPerSecond").asDouble());
    }

    @Test
    void aBenchmarkOfAWrongMachineIsNotMeasured() throws Exception {
        index(25);

        assertThat(run("bench", "vm", "--programs", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("sum/five: gas 24, expected 25");
    }

    @Test
    void aFolderWithoutProgramsIsAnErrorOfTheCommandLine() {
        assertThat(run("bench", "vm", "--programs", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("has no index.json");
    }

    private void index(long gas) throws Exception {
        Files.writeString(folder.resolve("sum.hex"), SUM);
        Files.writeString(folder.resolve("index.json"), """
            {"cases": [{"name": "sum", "case": "five", "code": "sum.hex", "calldata": "0x", "harnessRepeats": 1,
              "execGas": GAS, "outputHead": "0x0000"}]}
            """.replace("GAS", Long.toString(gas)));
    }

    private static String test(String name, String root) {
        return STATE_TEST.replace("CASE", name).replace("ROOT", root);
    }

    private int run(String... args) {
        return new Main(new Shell(new PrintWriter(out), new PrintWriter(err), Map.of())).run(args);
    }
}
