package io.vigil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.node.quarantine.Bundle;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.types.state.Account;
import io.vigil.vm.BlockEnvironment;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
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

    /** A chain's native contracts have code 0xfe, which fails: whoever runs a bundle again must have them too. */
    @Test
    void aBundleIsRunAgainWithTheNativeContractsOfItsChain() throws Exception {
        for (int number = 0x1000; number <= 0x1004; number++) {
            Path file = bundle(Address.ofInt(number), List.of(Address.ofInt(number)));
            assertThat(run("vm", "replay", file.toString(), "--json"))
                    .as(err.toString())
                    .isZero();
            JsonNode result = new ObjectMapper().readTree(out.toString());
            assertThat(result.path("halt").asText()).as("at %x", number).isEqualTo("execution reverted");
            out.getBuffer().setLength(0);

            Path without = bundle(Address.ofInt(number), List.of());
            assertThat(run("vm", "replay", without.toString(), "--json")).isZero();
            assertThat(out.toString()).contains("invalid opcode");
            out.getBuffer().setLength(0);
        }
        Path unknown = bundle(Address.ofInt(0x1000), List.of(Address.ofInt(0x1005)));
        assertThat(run("vm", "replay", unknown.toString())).isEqualTo(78);
        assertThat(err.toString()).contains("0x0000000000000000000000000000000000001005, which this program does not");
    }

    @Test
    void aBundleCanBeTraced() throws Exception {
        Path file = bundle(Address.ofInt(0xc0de), List.of());
        assertThat(run("vm", "replay", file.toString(), "--trace")).isZero();
        JsonNode step =
                new ObjectMapper().readTree(out.toString().lines().findFirst().orElseThrow());
        assertThat(step.path("op").asText()).isEqualTo("INVALID");
        assertThat(step.path("pc").asInt()).isZero();
    }

    /** Calls {@code target}, an account with code 0xfe. */
    private Path bundle(Address target, List<Address> natives) throws Exception {
        Bytes key = Keccak.hash(Bytes.of(7)).bytes();
        Address sender = Secp256k1.address(key);
        Bytes code = Bytes.of(0xfe);
        TreeMap<Address, Account> accounts = new TreeMap<>();
        accounts.put(sender, new Account(0, UInt256.of(1_000_000_000), Keccak.EMPTY_HASH));
        accounts.put(target, new Account(1, UInt256.ZERO, Keccak.hash(code)));
        TreeMap<Hash, Bytes> codes = new TreeMap<>();
        codes.put(Keccak.hash(code), code);
        Bundle bundle = new Bundle(
                new Bundle.Chain(Hash.ZERO, new TreeSet<>(natives)),
                "a test",
                new TransactionBody.DynamicFee(
                                7,
                                0,
                                UInt256.ZERO,
                                UInt256.of(9),
                                100_000,
                                new Target.Call(target),
                                UInt256.ZERO,
                                Bytes.of(1, 2, 3, 4),
                                List.of())
                        .sign(key),
                sender,
                new BlockEnvironment(
                        7,
                        5,
                        1_000,
                        30_000_000,
                        UInt256.of(7),
                        Hash.ZERO,
                        Address.ofInt(0xfee),
                        Hash.ZERO,
                        Hash.ZERO,
                        0,
                        number -> Hash.ZERO),
                Bytes.EMPTY,
                new Bundle.State(accounts, new TreeMap<>(), codes));
        return Files.writeString(folder.resolve("bundle.json"), bundle.toJson().toString());
    }

    private int run(String... args) {
        return new Main(new Shell(new PrintWriter(out), new PrintWriter(err), Map.of())).run(args);
    }
}
