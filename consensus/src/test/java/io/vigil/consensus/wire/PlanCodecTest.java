package io.vigil.consensus.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanConsent;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.certificates.PlanSignature;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.safety.PlanFence;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Enrolment;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PlanCodecTest {
    private final ConsensusCodec codec = new ConsensusCodec(body -> {
        throw new MalformedException("no bodies here");
    });

    @Test
    void everyPlanComesBackAsItWas() {
        Seeds.forEach(500, random -> {
            SignedPlan signed = signed(random);
            assertThat(PlanCodec.decodePlan(PlanCodec.encode(signed.plan()))).isEqualTo(signed.plan());
            assertThat(PlanCodec.decodeSigned(PlanCodec.encode(signed))).isEqualTo(signed);
            PlanProof proof = signed.proof(all -> random.bytes(96));
            assertThat(PlanCodec.decodeProof(PlanCodec.encode(proof))).isEqualTo(proof);
            List<PlanProof> two = List.of(proof, proof);
            assertThat(PlanCodec.decodeInput(PlanCodec.encodeInput(two))).isEqualTo(two);
            Message message = new Message.Epochs(
                    List.of(new EpochProof(proof, signed.plan().header(), signed.set())));
            assertThat(codec.decode(codec.encode(message))).isEqualTo(message);
        });
    }

    @Test
    void damagedPlansAreRefusedOrMeanExactlyWhatTheySay() {
        Seeds.forEach(10_000, random -> {
            SignedPlan signed = signed(random);
            PlanProof proof = signed.proof(all -> random.bytes(96));
            try {
                Bytes damaged = random.damage(PlanCodec.encode(signed));
                assertThat(PlanCodec.encode(PlanCodec.decodeSigned(damaged))).isEqualTo(damaged);
            } catch (MalformedException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
            try {
                Bytes damaged = random.damage(PlanCodec.encodeInput(List.of(proof)));
                assertThat(PlanCodec.encodeInput(PlanCodec.decodeInput(damaged)))
                        .isEqualTo(damaged);
            } catch (MalformedException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void noiseIsRefused() {
        Seeds.forEach(10_000, random -> {
            Bytes noise = random.bytes(random.nextInt(200));
            assertThatThrownBy(() -> PlanCodec.decodeSigned(noise)).isInstanceOf(MalformedException.class);
            assertThatThrownBy(() -> PlanCodec.decodeInput(noise)).isInstanceOf(MalformedException.class);
        });
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItIsRead() {
        Bytes large = Bytes.wrap(new byte[PlanCodec.MAX_BYTES + 1]);
        assertThatThrownBy(() -> PlanCodec.decodePlan(large)).hasMessageContaining("at most");
        assertThatThrownBy(() -> PlanCodec.decodeSigned(large)).hasMessageContaining("at most");
        assertThatThrownBy(() -> PlanCodec.decodeProof(large)).hasMessageContaining("at most");
        assertThatThrownBy(() -> PlanCodec.decodeInput(large)).hasMessageContaining("at most");
    }

    @Test
    void anActionThatThisReleaseLacksIsRefused() {
        Plan plan = plan(new Root(3, 10, Hash.ZERO), Hash.ZERO, List.of());
        Bytes encoded = PlanCodec.encode(plan);
        Bytes empty = Bytes.of(0xc0, 0xc0);
        int at = encoded.toHex().indexOf(empty.toHex().substring(2)) / 2 - 1;
        Bytes inner = Bytes.concat(
                encoded.slice(2, at - 2),
                RlpWriter.listOf(list -> list.list(row -> row.number(9))),
                encoded.slice(at + 1, encoded.size() - at - 1));
        Bytes with = Bytes.concat(Bytes.of(0xf8, inner.size()), inner);

        assertThatThrownBy(() -> PlanCodec.decodePlan(with)).hasMessageContaining("action of kind 9");
    }

    @Test
    void transactionsToSkipComeOnceAndAreFew() {
        Hash one = Hash.ZERO;
        assertThatThrownBy(() -> new Plan.Action.SkipTransactions(List.of())).hasMessageContaining("0 transactions");
        assertThatThrownBy(() -> new Plan.Action.SkipTransactions(List.of(one, one)))
                .hasMessageContaining("skipped twice");
        List<Plan.Action> twice =
                List.of(new Plan.Action.SkipTransactions(List.of(one)), new Plan.Action.SkipTransactions(List.of(one)));
        assertThatThrownBy(() -> plan(new Root(3, 10, Hash.ZERO), Hash.ZERO, twice))
                .hasMessageContaining("two lists");
        List<Hash> many = new ArrayList<>();
        for (int i = 0; i <= Plan.MAX_SKIPPED; i++) {
            many.add(Keccak.hash(Bytes.ofLong(i)));
        }
        assertThatThrownBy(() -> new Plan.Action.SkipTransactions(many)).hasMessageContaining("257 transactions");
        assertThat(new Plan.Action.SkipTransactions(many.subList(1, many.size())).transactions())
                .hasSize(Plan.MAX_SKIPPED);
    }

    @Test
    void aSetThatAPlanBringsIsOneThatCanBe() {
        Plan.Seat first = new Plan.Seat(Address.ofInt(1), Seeds.of(1).bytes(48), 1, List.of());
        Plan.Seat second = new Plan.Seat(Address.ofInt(2), Seeds.of(2).bytes(48), 1, List.of());
        Plan.Seat sameKey = new Plan.Seat(Address.ofInt(2), first.blsKey(), 1, List.of());

        assertThat(new Plan.Action.ReplaceSet(List.of(first, second)).set().size())
                .isEqualTo(2);
        assertThatThrownBy(() -> new Plan.Action.ReplaceSet(List.of())).hasMessageContaining("0 members");
        assertThatThrownBy(() -> new Plan.Action.ReplaceSet(List.of(second, first)))
                .hasMessageContaining("order of their addresses");
        assertThatThrownBy(() -> new Plan.Action.ReplaceSet(List.of(first, sameKey)))
                .hasMessageContaining("comes twice");
        assertThatThrownBy(() -> new Plan.Seat(Address.ZERO, first.blsKey(), 0, List.of()))
                .hasMessageContaining("power 0");
        List<Plan.Action> twice =
                List.of(new Plan.Action.ReplaceSet(List.of(first)), new Plan.Action.ReplaceSet(List.of(second)));
        assertThatThrownBy(() -> plan(new Root(3, 10, Hash.ZERO), Hash.ZERO, twice))
                .hasMessageContaining("two sets");
    }

    @Test
    void aFenceThatNothingMayReplaceStaysOneAndIsRefusedByReleasesThatKnowNone() throws MalformedException {
        PlanFence last = new PlanFence(3, 2, Hash.ZERO, true);
        assertThat(SafetyRecordCodec.decodeFence(SafetyRecordCodec.encodeFence(last)))
                .isEqualTo(last);
        PlanFence plain = new PlanFence(3, 2, Hash.ZERO);
        assertThat(SafetyRecordCodec.decodeFence(SafetyRecordCodec.encodeFence(plain)))
                .isEqualTo(plain);
        Bytes marked = RlpWriter.listOf(
                list -> list.number(3).number(2).hash(Hash.ZERO).number(2));
        assertThatThrownBy(() -> SafetyRecordCodec.decodeFence(marked)).hasMessageContaining("mark 2");
    }

    @Test
    void aFencedRecordIsOfAVersionThatOlderReleasesRefuse() throws MalformedException {
        SafetyRecord fenced = SafetyRecord.empty(Root.genesis(Hash.ZERO)).after(new PlanFence(0, 1, Hash.ZERO));
        Bytes encoded = SafetyRecordCodec.encode(fenced);

        assertThat(encoded.get(2)).isEqualTo((byte) SafetyRecordCodec.FENCED_VERSION);
        assertThat(SafetyRecordCodec.decode(encoded)).isEqualTo(fenced);
    }

    private static SignedPlan signed(Seeds random) {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(7); i++) {
            members.add(new Validator(random.address(), random.bytes(48), 1 + random.nextInt(9), random.nextBoolean()));
        }
        ValidatorSet set = ValidatorSet.of(members);
        BlockCertificate certificate = random.nextBoolean()
                ? new Root(3, 10, random.hash())
                : new QuorumCertificate(3, 20, random.hash(), Signers.of(List.of(0, 2)), random.bytes(96));
        List<Plan.Action> actions = new ArrayList<>();
        if (random.nextBoolean()) {
            actions.add(new Plan.Action.SetVersion(1 + random.nextInt(9)));
            actions.add(new Plan.Action.SetParameter("gasLimit", UInt256.of(random.nonNegativeLong())));
        }
        if (random.nextBoolean()) {
            actions.add(new Plan.Action.SkipTransactions(List.of(random.hash(), random.hash())));
            actions.add(new Plan.Action.Quarantine(random.hash()));
        }
        if (random.nextBoolean()) {
            actions.add(new Plan.Action.ReplaceSet(seats(random)));
        }
        Plan plan = plan(certificate, set.root(), actions);
        List<PlanSignature> signatures = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            if (i == 0 || random.nextBoolean()) {
                signatures.add(new PlanSignature(i, random.nextInt(21), random.hash(), random.bytes(96)));
            }
        }
        List<PlanConsent> consents = new ArrayList<>();
        int seats = plan.replacement().map(own -> own.seats().size()).orElse(0);
        for (int i = 0; i < seats; i++) {
            if (random.nextBoolean()) {
                consents.add(new PlanConsent(i, random.bytes(96)));
            }
        }
        return new SignedPlan(plan, set, signatures, consents);
    }

    private static List<Plan.Seat> seats(Seeds random) {
        TreeSet<Address> addresses = new TreeSet<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            addresses.add(random.address());
        }
        List<Plan.Seat> seats = new ArrayList<>();
        for (Address address : addresses) {
            Bytes key = random.bytes(48);
            Enrolment enrolment = new Enrolment(
                    key, random.bytes(96), random.address(), random.address(), random.bytes(32), Address.ZERO, "四");
            seats.add(new Plan.Seat(
                    address, key, 1 + random.nextInt(9), random.nextBoolean() ? List.of(enrolment) : List.of()));
        }
        return seats;
    }

    private static Plan plan(BlockCertificate certificate, Hash setRoot, List<Plan.Action> actions) {
        return new Plan(
                7,
                Hash.ZERO,
                3,
                setRoot,
                1,
                Hash.ZERO,
                certificate,
                Bytes.of(1, 2, 3),
                actions,
                actions.isEmpty() ? List.of() : List.of(new Plan.Binary("linux-x86_64", Hash.ZERO)),
                1_800_000_000,
                actions.isEmpty() ? "" : "wir beginnen um vier Uhr · 四点");
    }
}
