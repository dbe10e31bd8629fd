package io.vigil.governance.election;

import io.vigil.governance.epoch.Member;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.registry.Readiness;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.Unbonding;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.Decoded;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GovernanceModule;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Elections over registries that no sound chain could have: the state of March 2020 and its relatives. */
final class HostileState {
    private static final UInt256 TOKEN = UInt256.of(1_000_000_000_000_000_000L);
    private static final List<Bytes> KEYS = IntStream.range(0, 64)
            .mapToObj(i -> BlsSecretKey.generate(Keccak.hash(Bytes.of(i, 5)).bytes())
                    .publicKey()
                    .bytes())
            .toList();

    private HostileState() {}

    static ElectionInput draw(Seeds random, Genesis genesis) {
        int size = random.pick(List.of(1, 2, 3, 4, 5, 7, 10, 25));
        Membership membership = Membership.of(random.pick(List.of(GovernanceModule.values())));
        Parameters parameters = Parameters.of(genesis)
                .with(Parameter.MIN_SET, UInt256.of(random.pick(List.of(1, Math.min(4, size)))))
                .with(Parameter.MAX_SET, UInt256.of(random.pick(List.of(size, size + 3, 50))))
                .with(Parameter.MIN_STAKE, random.pick(List.of(UInt256.ONE, TOKEN)))
                .with(Parameter.POWER_UNIT, random.pick(List.of(UInt256.ONE, TOKEN)));
        List<Long> units = IntStream.range(0, size)
                .mapToObj(i -> random.pick(List.of(1L, 5L, 1_000_000L, 1L << 40)))
                .toList();
        List<Long> power = Power.capped(units);
        TreeMap<Address, Member> present = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            Address address = address(i);
            present.put(address, new Member(address, KEYS.get(i), power.get(i), true));
        }
        List<Candidate> candidates = new ArrayList<>();
        int count = random.nextInt(random.oneIn(4) ? 60 : 12);
        for (int i = 0; i < count; i++) {
            candidates.add(candidate(random, random.nextInt(size + 8)));
        }
        long epoch = random.pick(List.of(0L, 5L));
        return new ElectionInput(
                membership,
                parameters,
                candidates,
                List.copyOf(present.values()),
                epoch,
                random.pick(List.of(0L, 1L, 2L)),
                random.oneIn(4),
                random.hash());
    }

    private static Address address(int index) {
        return ValidatorRecord.addressOf(KEYS.get(index));
    }

    private static Candidate candidate(Seeds random, int index) {
        Readiness readiness = new Readiness(
                random.nextInt(3), random.nextInt(2), random.pick(List.of(0L, 4L, 5L)), 1, random.nextBoolean());
        Bytes encoded = record(random, index).encode();
        if (random.oneIn(8)) {
            encoded = random.damage(encoded);
        }
        Decoded<ValidatorRecord> record =
                random.oneIn(16) ? new Decoded.Bad<>("no record") : ValidatorRecord.decode(encoded);
        return new Candidate(address(random.oneIn(16) ? 0 : index), record, readiness);
    }

    private static ValidatorRecord record(Seeds random, int index) {
        Bytes key = random.oneIn(10) ? KEYS.getFirst() : random.oneIn(20) ? random.bytes(48) : KEYS.get(index);
        return new ValidatorRecord(
                key,
                random.oneIn(8) ? random.pick(List.of(KEYS.get(63), random.bytes(48))) : Bytes.EMPTY,
                Address.ZERO,
                address(index),
                Bytes.EMPTY,
                Address.ZERO,
                "",
                random.pick(List.of(UInt256.ZERO, UInt256.ONE, TOKEN, TOKEN.multiply(32), ValidatorRecord.MAX_STAKE)),
                random.pick(List.of(UInt256.ZERO, ValidatorRecord.MAX_STAKE)),
                UInt256.ZERO,
                random.oneIn(5) ? List.of(new Unbonding(TOKEN, 3, 4)) : List.of(),
                random.pick(List.of(
                        Standing.ACTIVE,
                        Standing.ACTIVE,
                        Standing.ACTIVE,
                        Standing.EXITING,
                        Standing.JAILED,
                        Standing.TOMBSTONED)),
                random.nextInt(9),
                random.pick(List.of(0L, 1L, 1_000L)),
                random.nextInt(6));
    }

    /** The same records in another order. */
    static ElectionInput permuted(Seeds random, ElectionInput in) {
        List<Candidate> rest = new ArrayList<>(in.candidates());
        List<Candidate> order = new ArrayList<>();
        while (!rest.isEmpty()) {
            order.add(rest.remove(random.nextInt(rest.size())));
        }
        return new ElectionInput(
                in.membership(),
                in.parameters(),
                order,
                in.present(),
                in.epoch(),
                in.version(),
                in.activating(),
                in.seed());
    }

    static TreeSet<Address> tombstoned(ElectionInput in) {
        TreeSet<Address> tombstoned = new TreeSet<>();
        in.candidates()
                .forEach(candidate -> candidate.record().ok().ifPresent(record -> {
                    if (record.standing() == Standing.TOMBSTONED) {
                        tombstoned.add(candidate.address());
                    }
                }));
        return tombstoned;
    }
}
