package io.vigil.deposits.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.deposits.DepositVectors;
import io.vigil.deposits.store.Deposits;
import io.vigil.types.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DepositContractTest {
    @Test
    void theAbiIsTheOfficialOne() throws JsonProcessingException {
        JsonNode official = Vectors.json(Vectors.at("deposits/contract/abi.json"));
        List<JsonNode> entries = new ArrayList<>();
        official.forEach(entries::add);
        List<JsonNode> ours = new ArrayList<>();
        new ObjectMapper().readTree(DepositContract.ours().abi()).forEach(ours::add);

        assertThat(ours).containsExactlyInAnyOrderElementsOf(entries);
    }

    @Test
    void bothCodesHaveTheTreeInTheirSlots() {
        JsonNode constants = Vectors.json(Vectors.at("deposits/contract/constants.json"));
        assertThat(DepositContract.OFFICIAL_CODE_HASH)
                .isEqualTo(DepositVectors.hash(constants, "official_runtime_code_keccak256"));
        assertThat(DepositContract.hasTreeInSlots(DepositContract.OFFICIAL_CODE_HASH))
                .isTrue();
        assertThat(DepositContract.hasTreeInSlots(DepositContract.ours().codeHash()))
                .isTrue();
        assertThat(DepositContract.hasTreeInSlots(Deposits.block(1).hash())).isFalse();
    }

    @Test
    void aCallHasTheSelectorAndFourWordsBeforeTheParts() {
        assertThat(DepositContract.call(Deposits.deposit(1)).size()).isEqualTo(4 + 128 + 32 + 64 + 32 + 32 + 32 + 96);
    }
}
