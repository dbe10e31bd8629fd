package io.vigil.consensus.certificates;

import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Enrolment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * For a chain that stands still: that an epoch ends at a block and the next one begins with it as its root (G43). More than two thirds of the power of
 * the epoch's members sign its hash, each together with its own lock; the block must be that of the highest of these locks.
 *
 * @param setRoot of the members of {@code epoch}
 * @param sequence from 1; a plan that replaces another of its epoch has the next number and names it (G45c)
 * @param previous hash of the plan it replaces, zero for none
 * @param certificate of the block that the epoch ends with, or the epoch's root if nobody is locked above it
 * @param header of that block, as RLP
 * @param binaries the programs to start with; none if any will do
 * @param startSeconds when all start, in seconds since 1970 UTC: conduct, never validity (G49)
 * @param note for whoever reads it
 */
public record Plan(
        long chainId,
        Hash genesisHash,
        long epoch,
        Hash setRoot,
        long sequence,
        Hash previous,
        BlockCertificate certificate,
        Bytes header,
        List<Action> actions,
        List<Binary> binaries,
        long startSeconds,
        String note) {
    /** A header has some 700 bytes. */
    public static final int MAX_HEADER_BYTES = 4096;

    /** Every parameter there is, and a version. */
    public static final int MAX_ACTIONS = 64;

    /** Transactions that stop a chain come alone or in a handful; 8 KB of hashes. */
    public static final int MAX_SKIPPED = 256;

    /** Members of a set that a plan brings; governance's sets have no more. */
    public static final int MAX_SEATS = 200;

    /** Systems that one network runs on. */
    public static final int MAX_BINARIES = 16;

    /** UTF-8: a few lines. */
    public static final int MAX_NOTE_BYTES = 1024;

    private static final int MAX_NAME_BYTES = 64;

    public Plan {
        actions = List.copyOf(actions);
        binaries = List.copyOf(binaries);
        require(chainId >= 0 && epoch >= 0 && startSeconds >= 0, "chain id, epoch or start is negative");
        require(sequence >= 1, "sequence " + sequence + " below 1");
        require((sequence == 1) == previous.equals(Hash.ZERO), "sequence " + sequence + " and previous " + previous);
        require(certificate.epoch() == epoch, "certificate of epoch " + certificate.epoch());
        require(header.size() <= MAX_HEADER_BYTES, "header of " + header.size() + " bytes");
        require(actions.size() <= MAX_ACTIONS, actions.size() + " actions");
        require(binaries.size() <= MAX_BINARIES, binaries.size() + " binaries");
        requireText(note, MAX_NOTE_BYTES, "note");
        require(count(actions, Action.SkipTransactions.class) <= 1, "two lists of transactions to skip");
        require(count(actions, Action.ReplaceSet.class) <= 1, "two sets of members");
    }

    /** What changes with the new epoch (G44). Nothing in it touches what is committed. A plan with an action that a release lacks is refused by it. */
    public sealed interface Action {
        /** Another protocol version holds from its first block on. */
        record SetVersion(long version) implements Action {
            public SetVersion {
                require(version >= 1, "version " + version);
            }
        }

        /** @param name as governance knows the parameter */
        record SetParameter(String name, UInt256 value) implements Action {
            public SetParameter {
                requireText(name, MAX_NAME_BYTES, "parameter");
                require(!name.isEmpty(), "parameter without a name");
            }
        }

        /** No block of the new epoch may hold these: what the chain stands still over. */
        record SkipTransactions(List<Hash> transactions) implements Action {
            public SkipTransactions {
                transactions = List.copyOf(transactions);
                require(
                        !transactions.isEmpty() && transactions.size() <= MAX_SKIPPED,
                        transactions.size() + " transactions to skip");
                require(new TreeSet<>(transactions).size() == transactions.size(), "one transaction skipped twice");
            }
        }

        /**
         * Nodes that wait for the plan run this block no more. It is not certified, so the plan's end of the epoch lets it die; until then it could
         * kill who runs it.
         */
        record Quarantine(Hash block) implements Action {}

        /**
         * Others are the members of the new epoch, all of whom lead and all of whom consent. No later plan may replace one with this.
         *
         * @param seats ascending by address, each address and key once
         */
        record ReplaceSet(List<Seat> seats) implements Action {
            public ReplaceSet {
                seats = List.copyOf(seats);
                require(!seats.isEmpty() && seats.size() <= MAX_SEATS, seats.size() + " members");
                for (int i = 1; i < seats.size(); i++) {
                    require(
                            seats.get(i - 1).address().compareTo(seats.get(i).address()) < 0,
                            "members out of the order of their addresses");
                }
                setOf(seats); // throws if none can be made of them
            }

            public ValidatorSet set() {
                return setOf(seats);
            }

            private static ValidatorSet setOf(List<Seat> seats) {
                return ValidatorSet.of(seats.stream()
                        .map(seat -> new Validator(seat.address(), seat.blsKey(), seat.power(), true))
                        .toList());
            }
        }
    }

    /**
     * A member of the next epoch.
     *
     * @param enrolment of one that the registry does not know yet; none of others
     */
    public record Seat(Address address, Bytes blsKey, long power, List<Enrolment> enrolment) {
        public Seat {
            enrolment = List.copyOf(enrolment);
            require(power >= 1 && power <= ValidatorSet.MAX_POWER, "member with power " + power);
            require(enrolment.size() <= 1, "member enrolled twice");
            require(
                    enrolment.isEmpty() || enrolment.getFirst().blsKey().equals(blsKey),
                    "member enrolled with another key");
        }

        @Override
        public String toString() {
            return address + " with power " + power + (enrolment.isEmpty() ? "" : ", new to the registry");
        }
    }

    /**
     * A program that speaks what the plan asks for.
     *
     * @param system operating system and processor, such as {@code linux-x86_64}
     * @param sha256 of the file that is started
     */
    public record Binary(String system, Hash sha256) {
        public Binary {
            requireText(system, MAX_NAME_BYTES, "system");
            require(!system.isEmpty(), "binary without a system");
        }
    }

    /** The block that the epoch ends with. */
    public Hash block() {
        return certificate.block();
    }

    /** The version it asks for, 0 if none. */
    public long version() {
        return actions.stream()
                .filter(Action.SetVersion.class::isInstance)
                .mapToLong(action -> ((Action.SetVersion) action).version())
                .max()
                .orElse(0);
    }

    /** Transactions that no block of the next epoch may hold. */
    public List<Hash> skipped() {
        return actions.stream()
                .flatMap(action -> action instanceof Action.SkipTransactions(List<Hash> transactions)
                        ? transactions.stream()
                        : Stream.empty())
                .toList();
    }

    /** Blocks that are not to be run while the chain stands. */
    public List<Hash> quarantined() {
        return actions.stream()
                .flatMap(action -> action instanceof Action.Quarantine(Hash block) ? Stream.of(block) : Stream.empty())
                .toList();
    }

    /** The set that it brings, if it does. */
    public Optional<Action.ReplaceSet> replacement() {
        return actions.stream()
                .filter(Action.ReplaceSet.class::isInstance)
                .map(Action.ReplaceSet.class::cast)
                .findFirst();
    }

    /** Who the members of the next epoch are, after {@code present}. */
    public ValidatorSet nextSet(ValidatorSet present) {
        return replacement().map(Action.ReplaceSet::set).orElse(present);
    }

    /** What it changes, a line each, for whoever has to agree with it or to know of it. */
    public List<String> changes() {
        return actions.stream().map(this::change).toList();
    }

    private String change(Action action) {
        return switch (action) {
            case Action.SetVersion(long version) -> "protocol version to " + version;
            case Action.SetParameter(String name, UInt256 value) -> name + " to " + value;
            case Action.SkipTransactions(List<Hash> transactions) ->
                "no block of epoch " + (epoch + 1) + " holds transaction " + joined(transactions.stream());
            case Action.Quarantine(Hash block) -> "until then nobody runs block " + block;
            case Action.ReplaceSet(List<Seat> seats) -> "the members to " + joined(seats.stream());
        };
    }

    private static String joined(Stream<?> items) {
        return items.map(Object::toString).collect(Collectors.joining(", "));
    }

    private static long count(List<Action> actions, Class<? extends Action> kind) {
        return actions.stream().filter(kind::isInstance).count();
    }

    private static void requireText(String text, int mostBytes, String what) {
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        require(size <= mostBytes, what + " of " + size + " bytes");
        require(text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n'), what + " with control characters");
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
