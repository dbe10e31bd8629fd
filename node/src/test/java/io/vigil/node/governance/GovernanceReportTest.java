package io.vigil.node.governance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vigil.governance.Governance;
import io.vigil.governance.proposals.Content;
import io.vigil.governance.proposals.Proposal;
import io.vigil.governance.proposals.Proposals;
import io.vigil.governance.proposals.Status;
import io.vigil.governance.state.MemoryState;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisParameters;
import io.vigil.types.genesis.GenesisValidator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GovernanceReportTest {
    private static final BlsSecretKey KEY = BlsSecretKey.generate(Bytes.wrap(new byte[32]));

    private final MemoryState state = new MemoryState();

    @BeforeEach
    void writeGenesis() {
        GenesisValidator validator = new GenesisValidator(
                Address.ofInt(0xfee),
                KEY.publicKey(),
                Bytes.wrap(new byte[32]),
                KEY.proofOfPossession(),
                3,
                "ops@example.org",
                "",
                0);
        Genesis genesis = new Genesis(
                7,
                1_000,
                Hash.ZERO,
                Genesis.DEFAULT_GAS_LIMIT,
                Genesis.DEFAULT_BASE_FEE,
                Genesis.FIRST_VERSION,
                GenesisParameters.DEFAULT,
                List.of(validator),
                List.of());
        Governance.genesisSlots(genesis)
                .forEach((contract, slots) -> slots.forEach((slot, value) -> state.store(contract, slot, value)));
    }

    @Test
    void tellsWhoValidatesAndThatNothingIsOnItsWay() {
        JsonNode report = GovernanceReport.of(state);

        assertThat(report.path("version").asLong()).isEqualTo(Genesis.FIRST_VERSION);
        assertThat(report.path("proposals")).isEmpty();
        assertThat(report.has("upgrade")).isFalse();
        JsonNode validator = report.path("validators").path(0);
        assertThat(validator.path("power").asLong()).isEqualTo(3);
        assertThat(validator.path("standing").asText()).isEqualTo("active");
        assertThat(validator.path("contact").asText()).isEqualTo("ops@example.org");
    }

    @Test
    void tellsHowMuchPowerIsReadyForALockedVersionAndWhenItBegins() {
        Content version = new Content.Version(2, 0, 4, 90, Hash.ZERO);
        Proposals.add(
                state,
                new Proposal(1, version, Address.ofInt(1), UInt256.ZERO, 5, 0, 50, 1, 1, 1, Status.LOCKED, 3, ""));

        JsonNode report = GovernanceReport.of(state);

        assertThat(report.path("proposals").path(0).path("status").asText()).isEqualTo("locked");
        assertThat(report.path("upgrade").path("version").asLong()).isEqualTo(2);
        assertThat(report.path("upgrade").path("readyPower").asLong()).isZero();
        assertThat(report.path("upgrade").path("neededPower").asLong()).isEqualTo(3);
        assertThat(report.path("upgrade").path("fromEpoch").asLong()).isEqualTo(8);
    }

    @Test
    void metricsSayTheSameInNumbers() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        GovernanceMetrics metrics = new GovernanceMetrics(registry, () -> GovernanceReport.of(state));

        metrics.refresh();

        assertThat(registry.get("governance.validators").gauge().value()).isEqualTo(1);
        assertThat(registry.get("governance.version").gauge().value()).isEqualTo(Genesis.FIRST_VERSION);
        assertThat(registry.get("governance.validator.missed").gauges()).hasSize(1);
    }
}
