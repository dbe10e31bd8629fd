package io.vigil.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.governance.Governance;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.NextEpoch;
import io.vigil.governance.state.MemoryState;
import io.vigil.node.config.NodeConfig.OnUnsupported;
import io.vigil.node.config.RefusedException;
import io.vigil.node.log.Journal;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisParameters;
import io.vigil.types.genesis.GenesisValidator;
import io.vigil.types.state.AccountChange;
import io.vigil.types.state.StateChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** G38: a program that speaks version 1 on a chain that goes on to 2 in epoch 1. */
class VersionWatchTest {
    private final ValidatorSet set = members();
    private final MemoryState state = new MemoryState();
    private final EpochState now;

    VersionWatchTest() {
        Governance.genesisSlots(genesis())
                .forEach((contract, slots) -> slots.forEach((slot, value) -> state.store(contract, slot, value)));
        now = EpochState.read(state);
    }

    @Test
    void whatIsFixedForTheNextEpochIsNotSignedThereAndThisEpochIs() {
        VersionWatch watch = watch(OnUnsupported.STAY);
        watch.look(state, 10);
        assertThat(watch.allows(1)).isTrue();

        fix(2);
        watch.look(state, 11);
        assertThat(watch.allows(0)).isTrue();
        assertThat(watch.allows(1)).isFalse();
        assertThat(watch.allows(2)).isFalse();
    }

    /** Looking costs as much as running an empty block; what it looks at lies in one contract. */
    @Test
    void looksAgainWhenGovernanceChangedOrWhileItCountsDown() {
        VersionWatch watch = watch(OnUnsupported.STAY);
        watch.look(state, 10);
        assertThat(watch.isDue(StateChanges.NONE)).isFalse();
        assertThat(watch.isDue(changesOf(EpochState.ADDRESS))).isTrue();
        assertThat(watch.isDue(changesOf(Address.ofInt(0x1000)))).isFalse();

        fix(2);
        watch.look(state, 11);
        assertThat(watch.isDue(StateChanges.NONE)).isTrue();
    }

    private static StateChanges changesOf(Address contract) {
        return new StateChanges(new TreeMap<>(Map.of(contract, new AccountChange.Deleted())), new TreeMap<>());
    }

    @Test
    void oneAlarmStandsFromTheFirstViewOfThatEpochOn() {
        VersionWatch watch = watch(OnUnsupported.STAY);
        fix(2);
        watch.look(state, 11);
        watch.ticked(1, in(0));
        assertThat(watch.alarms()).isEmpty();
        assertThat(watch.isReadOnly()).isFalse();

        watch.ticked(2, in(1));
        assertThat(watch.alarms()).singleElement().asString().contains("unsupported version", "version 2", "up to 1");
        assertThat(watch.isReadOnly()).isTrue();
    }

    @Test
    void aStartOnSuchAHeadIsReadOnlyAtOnce() {
        new EpochState(now.module(), 1, 2, now.end() + 20, now.set(), now.parameters(), Optional.empty()).write(state);
        VersionWatch watch = watch(OnUnsupported.STAY);
        watch.look(state, 21);
        watch.ticked(1, in(1));

        assertThat(watch.allows(1)).isFalse();
        assertThat(watch.alarms()).hasSize(1);
    }

    @Test
    void ifToldToItEndsOnceAQuorumGoesOnWithoutIt() {
        VersionWatch watch = watch(OnUnsupported.EXIT);
        fix(2);
        watch.look(state, 11);
        for (int i = 1; i <= 3; i++) {
            PeerId peer = new PeerId(Keccak.hash(Bytes.of(i)).bytes());
            watch.stepped(new Event.PeerConnected(0, peer, set.member(i).blsKey()), List.of(), in(0));
        }
        hear(watch, 1);
        hear(watch, 2);
        assertThatCode(() -> watch.ticked(1, in(1))).doesNotThrowAnyException();
        hear(watch, 3);
        assertThatThrownBy(() -> watch.ticked(2, in(1))).isInstanceOf(RefusedException.class);
    }

    @Test
    void aVersionThatAPlanSetAlarmsAlsoWhoOnlyFollows() {
        Root root = new Root(0, 0, Hash.ZERO);
        Plan plan = new Plan(
                7,
                Hash.ZERO,
                0,
                set.root(),
                1,
                Hash.ZERO,
                root,
                Bytes.EMPTY,
                List.of(new Plan.Action.SetVersion(2)),
                List.of(),
                0,
                "");
        PlanProof proof =
                new PlanProof(plan, List.of(new PlanProof.Group(0, Hash.ZERO, Signers.of(List.of(0)))), Bytes.EMPTY);
        VersionWatch watch = new VersionWatch(
                1,
                ended -> ended == 0 ? Optional.of(proof) : Optional.empty(),
                () -> set,
                OnUnsupported.STAY,
                new Journal());
        watch.ticked(1, in(0));
        assertThat(watch.alarms()).isEmpty();
        watch.ticked(2, in(1));
        assertThat(watch.alarms()).hasSize(1);
        assertThat(watch.allows(1)).isFalse();
    }

    private void hear(VersionWatch watch, int member) {
        PeerId peer = new PeerId(Keccak.hash(Bytes.of(member)).bytes());
        Message.Status status = new Message.Status(0, 1, 1, 20, List.of());
        watch.stepped(new Event.StatusReceived(0, peer, status), List.of(), in(1));
    }

    private void fix(long version) {
        now.withNext(new NextEpoch(1, version, now.end() + 20, now.set(), now.parameters()))
                .write(state);
    }

    private VersionWatch watch(OnUnsupported what) {
        return new VersionWatch(1, ended -> Optional.empty(), () -> set, what, new Journal());
    }

    private ConsensusStatus in(long epoch) {
        Root root = new Root(epoch, 0, Hash.ZERO);
        return new ConsensusStatus(
                epoch, 1, 0, false, 0, root, BlockRef.genesis(Hash.ZERO), false, false, false, List.of(), List.of(), 0);
    }

    private static ValidatorSet members() {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] key = new byte[Validator.KEY_BYTES];
            key[0] = (byte) (i + 1);
            members.add(new Validator(Address.ofInt(i + 1), Bytes.wrap(key), 1, true));
        }
        return ValidatorSet.of(members);
    }

    private static Genesis genesis() {
        BlsSecretKey key = BlsSecretKey.generate(Keccak.hash(Bytes.of(1)).bytes());
        GenesisValidator validator = new GenesisValidator(
                Address.ofInt(1), key.publicKey(), Bytes.wrap(new byte[32]), key.proofOfPossession(), 1, "", "", 0);
        return new Genesis(
                7,
                1_000,
                Hash.ZERO,
                Genesis.DEFAULT_GAS_LIMIT,
                Genesis.DEFAULT_BASE_FEE,
                Genesis.FIRST_VERSION,
                GenesisParameters.DEFAULT,
                List.of(validator),
                List.of());
    }
}
