package io.vigil.governance.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.GovernedChain;
import io.vigil.governance.proposals.Onboarding;
import io.vigil.types.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AbiJsonTest {
    @Test
    void everyFunctionOfTheFilesIsAMethod() throws IOException {
        ValidatorsContract validators = new ValidatorsContract(GovernedChain.CHAIN);
        GovernanceContract governance = new GovernanceContract(GovernedChain.CHAIN, Onboarding.NONE);
        List<String> first = functions("Validators.abi.json");
        List<String> second = functions("Governance.abi.json");
        assertThat(first)
                .hasSize(22)
                .allSatisfy(signature -> assertThat(validators.price(MethodTable.selector(signature)))
                        .as(signature)
                        .isGreaterThan(5_000));
        assertThat(second)
                .hasSize(22)
                .allSatisfy(signature -> assertThat(governance.price(MethodTable.selector(signature)))
                        .as(signature)
                        .isGreaterThan(5_000));
        assertThat(validators.price(Bytes.of(1, 2, 3, 4))).isEqualTo(5_000);
    }

    /** Every function has a line of its own. */
    private static List<String> functions(String file) throws IOException {
        Pattern types = Pattern.compile("\"type\": \"([a-z0-9\\[\\]]+)\"");
        List<String> signatures = new ArrayList<>();
        try (InputStream in = ValidatorsContract.class.getResourceAsStream(file)) {
            assertThat(in).isNotNull();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line :
                    text.lines().filter(of -> of.contains("\"function\"")).toList()) {
                String name = line.replaceAll(".*\"function\", \"name\": \"([A-Za-z]+)\".*", "$1");
                String inputs = line.replaceAll(".*\"inputs\": \\[(.*)\\], \"outputs\".*", "$1");
                List<String> found = types.matcher(inputs)
                        .results()
                        .map(match -> match.group(1))
                        .toList();
                signatures.add(name + "(" + String.join(",", found) + ")");
            }
        }
        return signatures;
    }
}
