package io.vigil.governance.election;

import io.vigil.governance.election.ElectionResult.Skipped;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.registry.Readiness;
import io.vigil.governance.registry.Standing;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.Decoded;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsPublicKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Elects the next set (G21). Total: whatever the records hold, there is a set, never empty and never smaller than the least
 * that the rules allow; what is not as it must be is passed over with a reason; with too few sound candidates the present
 * set stays (R1.3).
 */
public final class Election {
    private static final long MAX_POWER = 1L << 53;
    private static final int FEWEST_WITH_CAP = 4;

    /** Orders signals of one address, which no sound registry has. */
    private static final Comparator<Readiness> SIGNALS = Comparator.comparingLong(Readiness::epoch)
            .thenComparingLong(Readiness::version)
            .thenComparingLong(Readiness::sequence)
            .thenComparingLong(Readiness::height)
            .thenComparing(Readiness::byOther);

    private final ElectionInput in;
    private final SortedMap<Address, Member> present = new TreeMap<>();
    private final SortedMap<Address, Candidate> sound = new TreeMap<>();
    private final SortedMap<Address, Seat> seats = new TreeMap<>();
    private final List<Skipped> skipped = new ArrayList<>();
    private List<Seat> ranked = List.of();

    private Election(ElectionInput in) {
        this.in = in;
        in.present().forEach(member -> present.put(member.address(), member));
    }

    public static ElectionResult elect(ElectionInput in) {
        return new Election(in).run();
    }

    private ElectionResult run() {
        takeSound();
        takeSeats();
        SortedSet<Address> wanted = new TreeSet<>();
        ranked.stream().limit(maxSet()).forEach(seat -> wanted.add(seat.address()));
        List<Address> leavers = leavers(wanted);
        SortedMap<Address, Seat> set = new TreeMap<>();
        for (Member member : in.present()) {
            if (!leavers.contains(member.address())) {
                set.put(member.address(), kept(member));
            }
        }
        addJoiners(set, wanted);
        boolean refilled = refill(set, leavers);
        return finish(set, refilled ? "too few are elected: who would leave stays" : "");
    }

    // ---- 1: what can be read, and who has a seat

    private void takeSound() {
        List<Candidate> ordered = new ArrayList<>(in.candidates());
        ordered.sort(Comparator.comparing(Candidate::address)
                .thenComparing(candidate -> candidate.record().ok().isEmpty())
                .thenComparing(Election::text)
                .thenComparing(Candidate::readiness, SIGNALS));
        for (Candidate candidate : ordered) {
            switch (candidate.record()) {
                case Decoded.Ok<ValidatorRecord> ok -> {
                    if (sound.putIfAbsent(candidate.address(), candidate) != null) {
                        skipped.add(new Skipped(candidate.address(), "listed twice"));
                    }
                }
                case Decoded.Bad<ValidatorRecord>(String reason) ->
                    skipped.add(new Skipped(candidate.address(), reason));
            }
        }
    }

    /** Orders records of one address, which no sound registry has. */
    private static Bytes text(Candidate candidate) {
        return switch (candidate.record()) {
            case Decoded.Ok<ValidatorRecord>(ValidatorRecord record) -> record.encode();
            case Decoded.Bad<ValidatorRecord>(String reason) -> Bytes.wrap(reason.getBytes(StandardCharsets.UTF_8));
        };
    }

    private void takeSeats() {
        List<Seat> found = new ArrayList<>();
        for (Candidate candidate : sound.values()) {
            if (mayBeElected(candidate)) {
                found.add(seat(candidate));
            }
        }
        found.sort(Comparator.comparingLong(Seat::since).thenComparing(Seat::address));
        SortedMap<Bytes, Address> keys = new TreeMap<>();
        for (Seat seat : found) {
            Address owner = keys.putIfAbsent(seat.blsKey(), seat.address());
            if (owner == null) {
                seats.put(seat.address(), seat);
            } else {
                skipped.add(new Skipped(seat.address(), "key of " + owner));
            }
        }
        ranked = in.membership().rank(List.copyOf(seats.values()), in.seed());
    }

    private boolean mayBeElected(Candidate candidate) {
        ValidatorRecord record = record(candidate);
        Readiness readiness = candidate.readiness();
        boolean member = present.containsKey(candidate.address());
        if (in.membership().refusal(record, in.parameters()).isPresent() || (in.activating() && !isReady(candidate))) {
            return false;
        }
        return member
                || (record.since() < in.epoch() // G9: nobody grinds a record against the seed
                        && readiness.isOf(in.epoch()) // G18: it is alive and follows
                        && readiness.version() >= in.version());
    }

    private boolean isReady(Candidate candidate) {
        return candidate.readiness().isOf(in.epoch()) && candidate.readiness().version() >= in.version();
    }

    private Seat seat(Candidate candidate) {
        return in.membership().seat(candidate.address(), record(candidate), in.parameters());
    }

    private static ValidatorRecord record(Candidate candidate) {
        return candidate
                .record()
                .ok()
                .orElseThrow(() -> new IllegalStateException("bad record of " + candidate.address()));
    }

    // ---- 3: who leaves (G22)

    private List<Address> leavers(SortedSet<Address> wanted) {
        List<Address> leaving = in.present().stream()
                .map(Member::address)
                .filter(address -> !wanted.contains(address))
                .toList();
        List<Address> gone = new ArrayList<>();
        leaving.stream().filter(this::isTombstoned).forEach(gone::add);
        long limit = Math.max(1, Member.faulty(Member.power(in.present())));
        long out = gone.stream().mapToLong(this::power).sum();
        for (Address address : inOrderOfLeaving(leaving)) {
            long power = power(address);
            if (out > 0 && out + power > limit) {
                break;
            }
            gone.add(address);
            out += power;
        }
        return gone;
    }

    private long power(Address address) {
        return Optional.ofNullable(present.get(address)).map(Member::power).orElse(0L);
    }

    /** Unready first where a version begins, then those that asked to go, longest ago first, then the last in rank. */
    private List<Address> inOrderOfLeaving(List<Address> leaving) {
        List<Seat> rankOfAll = new ArrayList<>();
        SortedSet<Address> unreadable = new TreeSet<>();
        SortedMap<Address, Long> asked = new TreeMap<>();
        SortedSet<Address> unready = new TreeSet<>();
        for (Address address : leaving) {
            Candidate candidate = sound.get(address);
            if (candidate == null) {
                unreadable.add(address);
                continue;
            }
            if (in.activating() && !isReady(candidate)) {
                unready.add(address);
            }
            ValidatorRecord record = record(candidate);
            if (record.standing() == Standing.EXITING) {
                asked.put(address, record.standingSince());
            }
            rankOfAll.add(seat(candidate));
        }
        List<Seat> rank = in.membership().rank(rankOfAll, in.seed());
        SortedMap<Address, Integer> place = new TreeMap<>();
        for (int i = 0; i < rank.size(); i++) {
            place.put(rank.get(i).address(), i);
        }
        return leaving.stream()
                .filter(address -> !isTombstoned(address))
                .sorted(Comparator.<Address>comparingInt(address -> unready.contains(address) ? 0 : 1)
                        .thenComparingLong(address -> asked.getOrDefault(address, Long.MAX_VALUE))
                        .thenComparingInt(address -> unreadable.contains(address) ? 0 : 1)
                        .thenComparingInt(address -> -place.getOrDefault(address, Integer.MAX_VALUE))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private boolean isTombstoned(Address address) {
        Candidate candidate = sound.get(address);
        return candidate != null && record(candidate).standing() == Standing.TOMBSTONED;
    }

    /** The seat of a member that stays: by its record, or by what the present set says of it. */
    private Seat kept(Member member) {
        Candidate candidate = sound.get(member.address());
        if (candidate == null) {
            return carried(member, member.power());
        }
        Seat seat = seat(candidate);
        if (seat.blsKey().equals(member.blsKey()) || isKey(seat.blsKey())) {
            return seat;
        }
        skipped.add(new Skipped(member.address(), "next key is no key"));
        return carried(member, seat.units());
    }

    private static Seat carried(Member member, long units) {
        return new Seat(member.address(), member.blsKey(), UInt256.ZERO, units, 0);
    }

    private static boolean isKey(Bytes bytes) {
        try {
            BlsPublicKey.parse(bytes);
            return true;
        } catch (MalformedException e) {
            return false;
        }
    }

    // ---- 4: who joins

    private void addJoiners(SortedMap<Address, Seat> set, SortedSet<Address> wanted) {
        long limit = Math.max(maxSet(), in.present().size());
        SortedSet<Address> joined = new TreeSet<>();
        for (Seat seat : ranked) {
            if (present.containsKey(seat.address()) || !wanted.contains(seat.address())) {
                continue;
            }
            if (set.size() >= limit) {
                return;
            }
            if (!isKey(seat.blsKey())) {
                skipped.add(new Skipped(seat.address(), "key is no key"));
                continue;
            }
            SortedMap<Address, Seat> tried = new TreeMap<>(set);
            tried.put(seat.address(), seat);
            joined.add(seat.address());
            if (joined.size() > 1 && !fits(tried, joined)) {
                return;
            }
            set.put(seat.address(), seat);
        }
    }

    private boolean fits(SortedMap<Address, Seat> tried, SortedSet<Address> joined) {
        List<Seat> order = List.copyOf(tried.values());
        List<Long> power = in.membership().power(order);
        long total = 0;
        long coming = 0;
        for (int i = 0; i < order.size(); i++) {
            total = Math.addExact(total, power.get(i));
            coming += joined.contains(order.get(i).address()) ? power.get(i) : 0;
        }
        return coming <= Member.faulty(total);
    }

    // ---- 5: never too few

    private boolean refill(SortedMap<Address, Seat> set, List<Address> leavers) {
        int least = least();
        if (set.size() >= least) {
            return false;
        }
        List<Seat> back = leavers.stream()
                .filter(address -> sound.containsKey(address) && !isTombstoned(address))
                .map(address -> Optional.ofNullable(present.get(address)))
                .flatMap(Optional::stream)
                .map(this::kept)
                .toList();
        for (Seat seat : in.membership().rank(back, in.seed())) {
            if (set.size() < least) {
                set.put(seat.address(), seat);
            }
        }
        return true;
    }

    private int least() {
        return (int)
                Math.min(in.parameters().number(Parameter.MIN_SET), in.present().size());
    }

    private long maxSet() {
        return in.parameters().number(Parameter.MAX_SET);
    }

    // ---- 6: what every set must be

    private ElectionResult finish(SortedMap<Address, Seat> chosen, String degraded) {
        List<Seat> order = List.copyOf(chosen.values());
        List<Long> power = in.membership().power(order);
        List<Member> set = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            set.add(new Member(order.get(i).address(), order.get(i).blsKey(), Math.max(1, power.get(i)), true));
        }
        Optional<String> fault = fault(set);
        List<Member> elected = fault.isEmpty()
                ? set
                : in.present().stream().map(member -> member.leading(true)).toList();
        String why = fault.map(what -> what + ": the present set stays").orElse(degraded);
        List<Address> unready = in.activating()
                ? elected.stream()
                        .map(Member::address)
                        .filter(address -> !sound.containsKey(address) || !isReady(candidate(address)))
                        .toList()
                : List.of();
        skipped.sort(Comparator.comparing(Skipped::address).thenComparing(Skipped::reason));
        return new ElectionResult(
                elected,
                skipped,
                difference(elected, in.present()),
                difference(in.present(), elected),
                why,
                unready,
                mayActivate(elected, unready));
    }

    private Candidate candidate(Address address) {
        return Optional.ofNullable(sound.get(address)).orElseThrow(() -> new IllegalStateException("none: " + address));
    }

    /** G37: those who do not speak the new rules must be too few to matter. */
    private static boolean mayActivate(List<Member> set, List<Address> unready) {
        long idle = set.stream()
                .filter(member -> unready.contains(member.address()))
                .mapToLong(Member::power)
                .sum();
        return idle <= Member.faulty(Member.power(set));
    }

    private Optional<String> fault(List<Member> set) {
        if (set.size() < Math.max(1, least())) {
            return Optional.of("only " + set.size() + " could be elected");
        }
        if (set.size() > Math.max(maxSet(), in.present().size())) {
            return Optional.of(set.size() + " are too many");
        }
        if (new TreeSet<>(set.stream().map(Member::blsKey).toList()).size() != set.size()) {
            return Optional.of("two members with one key");
        }
        long total = 0;
        long most = 0;
        for (Member member : set) {
            total += Math.min(member.power(), MAX_POWER);
            most = Math.max(most, member.power());
        }
        if (total > MAX_POWER) {
            return Optional.of("more than 2^53 of power");
        }
        if (in.membership().isCapped() && set.size() >= FEWEST_WITH_CAP && most > Member.faulty(total)) {
            return Optional.of("a member with more than a third of power");
        }
        return Optional.empty();
    }

    private static List<Address> difference(List<Member> of, List<Member> without) {
        List<Address> others = without.stream().map(Member::address).toList();
        return of.stream()
                .map(Member::address)
                .filter(address -> !others.contains(address))
                .toList();
    }
}
