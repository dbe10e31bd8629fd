package io.vigil.node.governance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.governance.Governance;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.proposals.Content;
import io.vigil.governance.proposals.Proposal;
import io.vigil.governance.proposals.Proposals;
import io.vigil.governance.proposals.Status;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.MemoryState;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisParameters;
import io.vigil.types.genesis.GenesisValidator;
import java.util.List;
import java.util.Optional;
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
        JsonNode report = GovernanceReport.of(state, PlannedEpochs.none());

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

        JsonNode report = GovernanceReport.of(state, PlannedEpochs.none());

        assertThat(report.path("proposals").path(0).path("status").asText()).isEqualTo("locked");
        assertThat(report.path("upgrade").path("version").asLong()).isEqualTo(2);
        assertThat(report.path("upgrade").path("readyPower").asLong()).isZero();
        assertThat(report.path("upgrade").path("neededPower").asLong()).isEqualTo(3);
        assertThat(report.path("upgrade").path("fromEpoch").asLong()).isEqualTo(8);
    }

    @Test
    void tellsOfThePlanThatBeganAnEpochWhileThatIsNotLongAgo() {
        EpochState genesis = EpochState.read(state);
        Header last = Header.builder()
                .number(41)
                .extraData(new ExtraData(1, 2, 9, 0, 60).encode())
                .build();
        Plan plan = new Plan(
                7,
                Hash.ZERO,
                2,
                Hash.ZERO,
                1,
                Hash.ZERO,
                new QuorumCertificate(2, 9, last.hash(), Signers.of(List.of(0)), Bytes.EMPTY),
                last.encode(),
                List.of(new Plan.Action.SetVersion(3)),
                List.of(),
                0,
                "after the outage");
        ValidatorSet set = ValidatorSet.of(
                List.of(new Validator(Address.ofInt(1), KEY.publicKey().bytes(), 1, true)));
        PlannedEpochs planned = new PlannedEpochs(
                new ChainIdentity(7, Hash.ZERO),
                epoch -> Optional.of(new EpochStart(new Root(epoch, 9, last.hash()), set, epoch == 3 ? 1 : 0)),
                ended -> Optional.of(new PlanProof(
                        plan, List.of(new PlanProof.Group(9, last.hash(), Signers.of(List.of(0)))), Bytes.EMPTY)));

        begin(genesis, 5);
        JsonNode told = GovernanceReport.of(state, planned).path("plan");
        assertThat(told.path("hash").asText()).isEqualTo(PlanCodec.hash(plan).toHex());
        assertThat(told.path("epoch").asLong()).isEqualTo(3);
        assertThat(told.path("height").asLong()).isEqualTo(42);
        assertThat(told.path("changes").path(0).asText()).isEqualTo("protocol version to 3");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new GovernanceMetrics(registry, () -> GovernanceReport.of(state, planned)).refresh();
        assertThat(registry.get("governance.plan.height").gauge().value()).isEqualTo(42);

        begin(genesis, 66);
        assertThat(GovernanceReport.of(state, planned).has("plan")).isTrue();
        begin(genesis, 67);
        assertThat(GovernanceReport.of(state, planned).has("plan")).isFalse();
    }

    private void begin(EpochState like, long epoch) {
        new EpochState(
                        like.module(),
                        epoch,
                        like.version(),
                        like.end(),
                        like.set(),
                        like.parameters(),
                        Optional.empty(),
                        List.of())
                .write(state);
    }

    @Test
    void metricsSayTheSameInNumbers() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        GovernanceMetrics metrics =
                new GovernanceMetrics(registry, () -> GovernanceReport.of(state, PlannedEpochs.none()));

        metrics.refresh();

        assertThat(registry.get("governance.validators").gauge().value()).isEqualTo(1);
        assertThat(registry.get("governance.version").gauge().value()).isEqualTo(Genesis.FIRST_VERSION);
        assertThat(registry.get("governance.validator.missed").gauges()).hasSize(1);
    }
}
