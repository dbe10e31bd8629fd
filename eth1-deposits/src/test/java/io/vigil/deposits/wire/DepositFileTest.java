package io.vigil.deposits.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositDomain;
import io.vigil.deposits.store.Deposits;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.testing.Seeds;
import io.vigil.types.testing.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DepositFileTest {
    private static final DepositDomain DOMAIN = new DepositDomain(Bytes.of(1, 2, 3, 4));

    /** What the official tool wrote we read, and what we write of it has the same content. */
    @Test
    void theOfficialToolsFilesReadAndComeOutTheSame() throws IOException, MalformedException {
        int deposits = 0;
        for (Path path : Vectors.filesAt("deposits/deposit_cli", ".json")) {
            Bytes text = Bytes.wrap(Files.readAllBytes(path));
            DepositFile file = DepositFile.read(text);
            JsonNode ours = new ObjectMapper().readTree(file.write());
            assertThat(ours).isEqualTo(new ObjectMapper().readTree(text.toArray()));
            deposits += file.deposits().size();
        }
        assertThat(deposits).isEqualTo(11);
    }

    @Test
    void whatIsSignedHereIsProven() throws MalformedException {
        BlsSecretKey key = BlsSecretKey.generate(Bytes.wrap(new byte[32]));
        DepositData deposit = DepositData.signed(key, Hash.ZERO, 7, DOMAIN);
        DepositFile read = DepositFile.read(text(new DepositFile(List.of(deposit), DOMAIN, "mine")));

        assertThat(read.deposits()).containsExactly(deposit);
        assertThat(read.domain()).isEqualTo(DOMAIN);
        assertThat(deposit.possession(DOMAIN)).isEqualTo(DepositData.Possession.PROVEN);
    }

    @Test
    void complaintsNameTheField() {
        Bytes good = text(new DepositFile(List.of(Deposits.deposit(1), Deposits.deposit(2)), DOMAIN, "mine"));
        String json = new String(good.toArray(), StandardCharsets.UTF_8);

        complains("[]", "a list of 1 to");
        complains("{", "deposit data: ");
        complains(json.replaceFirst("\"amount\" : \\d+", "\"amount\" : -1"), "[0].amount");
        complains(json.replaceFirst("\"pubkey\" : \"..", "\"pubkey\" : \""), "[0].pubkey must have 48 bytes");
        complains(json.replaceFirst("\"amount\" : \\d+", "\"amount\" : 1"), "[0].deposit_data_root is not that");
        complains(json.replaceFirst("(?s)(.*)01020304", "$101020305"), "[1].fork_version");
        Seeds.forEach(200, random -> {
            try {
                DepositFile.read(random.damage(good));
            } catch (MalformedException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }

    private static void complains(String json, String message) {
        assertThatThrownBy(() -> DepositFile.read(Bytes.wrap(json.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    private static Bytes text(DepositFile file) {
        return Bytes.wrap(file.write().getBytes(StandardCharsets.UTF_8));
    }
}
