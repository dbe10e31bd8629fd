package io.vigil.vm.precompile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Bytes;
import io.vigil.types.testing.Vectors;
import io.vigil.vm.Fork;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PrecompilesConformanceTest {
    private final Precompiles cancun = new Precompiles(Fork.CANCUN);
    private final Precompiles osaka = new Precompiles(Fork.OSAKA);
    private final List<String> failures = new ArrayList<>();
    private int run;

    @Test
    void passesTheVectorsOfGeth() {
        geth(1, "ecRecover");
        geth(6, "bn256Add");
        geth(7, "bn256ScalarMul");
        geth(8, "bn256Pairing");
        geth(9, "blake2F", "fail-blake2f");
        geth(0x0a, "pointEvaluation");
        geth(0x0b, "blsG1Add", "fail-blsG1Add");
        geth(0x0c, "blsG1Mul", "blsG1MultiExp", "fail-blsG1Mul", "fail-blsG1MultiExp");
        geth(0x0d, "blsG2Add", "fail-blsG2Add");
        geth(0x0e, "blsG2Mul", "blsG2MultiExp", "fail-blsG2Mul", "fail-blsG2MultiExp");
        geth(0x0f, "blsPairing", "fail-blsPairing");
        geth(0x10, "blsMapG1", "fail-blsMapG1");
        geth(0x11, "blsMapG2", "fail-blsMapG2");
        geth(0x100, "p256Verify");
        file(cancun, 5, "geth/modexp_eip2565.json", true);
        file(osaka, 5, "geth/modexp_eip7883.json", true);
        file(cancun, 5, "geth/modexp.json", false); // with the prices of before Berlin
        finish("precompiles/geth", 1_883);
    }

    @Test
    void passesTheVectorsOfTheProposals() {
        eip(0x0b, "add_G1", "fail-add_G1");
        eip(0x0c, "mul_G1", "fail-mul_G1", "fail-msm_G1");
        eip(0x0d, "add_G2", "fail-add_G2");
        eip(0x0e, "mul_G2", "fail-mul_G2", "fail-msm_G2");
        eip(0x0f, "pairing_check", "fail-pairing_check");
        eip(0x10, "map_fp_to_G1", "fail-map_fp_to_G1");
        eip(0x11, "map_fp2_to_G2", "fail-map_fp2_to_G2");
        file(osaka, 0x100, "eip-7951/test-vectors.json", false); // with the price of a draft
        finish("precompiles/eip", 927);
    }

    @Test
    void passesTheProofsOfKzg() {
        JsonNode cases = Vectors.json(Vectors.at("evm/precompiles/kzg-4844/verify_kzg_proof.json"));
        Precompile precompile = precompile(cancun, 0x0a);
        cases.properties().forEach(entry -> {
            JsonNode test = entry.getValue();
            Bytes commitment = hex(test, "commitment");
            byte[] hash = Sha256.digest(commitment.shared(), 0, commitment.size());
            hash[0] = 1;
            Bytes input =
                    Bytes.concat(Bytes.wrap(hash), hex(test, "z"), hex(test, "y"), commitment, hex(test, "proof"));
            boolean holds = precompile.run(input.shared(), 0, input.size()) != null;
            run++;
            if (holds != test.path("output").asBoolean(false)) {
                failures.add(entry.getKey());
            }
        });
        finish("precompiles/kzg-4844", 122);
    }

    private void geth(int number, String... files) {
        for (String file : files) {
            file(osaka, number, "geth/" + file + ".json", true);
        }
    }

    private void eip(int number, String... files) {
        for (String file : files) {
            file(osaka, number, "eip-2537/" + file + "_bls.json", true);
        }
    }

    private void file(Precompiles precompiles, int number, String file, boolean withGas) {
        Precompile precompile = precompile(precompiles, number);
        for (JsonNode test : Vectors.json(Vectors.at("evm/precompiles/" + file))) {
            run++;
            String name = file + " " + test.path("Name").asText();
            Bytes input = hex(test, "Input");
            // At an offset, with other bytes around: what the interpreter hands over.
            Bytes around = Bytes.concat(Bytes.of(1, 2, 3), input, Bytes.of(4, 5, 6));
            Bytes output = precompile.run(around.shared(), 3, input.size());
            check(name, test, output);
            long gas = precompile.gas(around.shared(), 3, input.size());
            if (withGas && test.has("Gas") && gas != test.path("Gas").asLong()) {
                failures.add(name + ": gas " + gas + ", expected " + test.path("Gas"));
            }
        }
    }

    private void check(String name, JsonNode test, @Nullable Bytes output) {
        if (test.has("ExpectedError")) {
            if (output != null) {
                failures.add(name + ": accepted, expected " + test.path("ExpectedError"));
            }
        } else if (output == null || !output.equals(hex(test, "Expected"))) {
            failures.add(name + ": " + output + ", expected " + test.path("Expected"));
        }
    }

    private void finish(String what, int expected) {
        System.out.println(what + ": " + (run - failures.size()) + " passed, " + failures.size() + " failed");
        assertThat(failures).isEmpty();
        assertThat(run).isEqualTo(expected);
    }

    private static Precompile precompile(Precompiles precompiles, int number) {
        Precompile precompile = precompiles.at(number);
        if (precompile == null) {
            throw new AssertionError("no precompile " + number);
        }
        return precompile;
    }

    private static Bytes hex(JsonNode test, String field) {
        return Bytes.fromHex(test.path(field).asText());
    }
}
