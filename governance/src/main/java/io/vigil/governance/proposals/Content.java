package io.vigil.governance.proposals;

import io.vigil.governance.parameters.CrossChecks.Change;
import io.vigil.governance.parameters.Parameter;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a proposal wants (G28). */
public sealed interface Content {
    /** Nothing but agreement. The text itself is in the call and its event. */
    record Text(Hash hash) implements Content {}

    /** Other parameters, all or none. */
    record Settings(List<Change> changes) implements Content {
        public Settings {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Another protocol.
     *
     * @param version above the present one
     * @param notBefore first epoch in which it may lock
     * @param grace epochs between locking and beginning, at least 1
     * @param expiry last epoch at whose fix it may be decided
     * @param specification hash of what says the rules
     */
    record Version(long version, long notBefore, long grace, long expiry, Hash specification) implements Content {}

    /** The end of an open proposal. */
    record Cancel(long proposal) implements Content {}

    /** A member in, with power, out, or back after an error of its program (G14). */
    record Membership(Act act, Address validator, long power) implements Content {}

    /**
     * The true tree of deposits in place of what a false root let be processed (D17): {@code deposits.resume(generation,
     * frontier)}. What was processed stands; the next deposit continues this frontier.
     *
     * @param generation of what the chain had adopted when this was proposed
     * @param count deposits processed, whose tree the frontier is
     * @param frontier a hash for each bit set in {@code count}, largest subtree first
     */
    record Resumption(long generation, long count, List<Hash> frontier) implements Content {
        /** As many bits as a count of deposits has. */
        public static final int MAX_HASHES = 32;

        public Resumption {
            frontier = List.copyOf(frontier);
        }
    }

    /** What is done about a member. */
    enum Act {
        IN,
        OUT,
        REINSTATE
    }

    /** As the ABI numbers them. */
    default int type() {
        return switch (this) {
            case Text text -> 1;
            case Settings settings -> 2;
            case Version version -> 3;
            case Cancel cancel -> 4;
            case Membership membership -> 5;
            case Resumption resumption -> 6;
        };
    }

    /** The word for the type. */
    default String name() {
        return switch (this) {
            case Text text -> "text";
            case Settings settings -> "parameters";
            case Version version -> "version";
            case Cancel cancel -> "cancel";
            case Membership membership -> "member";
            case Resumption resumption -> "deposits";
        };
    }

    /** One line for people. */
    default String summary() {
        return switch (this) {
            case Text(Hash hash) -> "text " + hash;
            case Settings(List<Change> changes) ->
                String.join(
                        ", ",
                        changes.stream()
                                .map(change -> change.parameter().text() + "=" + change.value())
                                .toList());
            case Version version ->
                "version " + version.version() + " from epoch " + version.notBefore() + ", grace " + version.grace()
                        + ", until epoch " + version.expiry();
            case Cancel(long proposal) -> "cancel " + proposal;
            case Membership(Act act, Address validator, long power) ->
                act.name().toLowerCase(Locale.ROOT) + " " + validator + (act == Act.IN ? " with power " + power : "");
            case Resumption(long generation, long count, List<Hash> frontier) ->
                "resume deposits at index " + count + " in generation " + generation + ", frontier "
                        + String.join(",", frontier.stream().map(Hash::toHex).toList());
        };
    }

    default void write(RlpWriter list) {
        list.number(type());
        list.list(item -> {
            switch (this) {
                case Text(Hash hash) -> item.hash(hash);
                case Settings(List<Change> changes) ->
                    changes.forEach(change -> item.list(pair -> pair.bytes(
                                    Bytes.wrap(change.parameter().text().getBytes(StandardCharsets.US_ASCII)))
                            .number(change.value())));
                case Version version ->
                    item.number(version.version())
                            .number(version.notBefore())
                            .number(version.grace())
                            .number(version.expiry())
                            .hash(version.specification());
                case Cancel(long proposal) -> item.number(proposal);
                case Membership(Act act, Address validator, long power) ->
                    item.number(act.ordinal()).address(validator).number(power);
                case Resumption resumption -> {
                    item.number(resumption.generation()).number(resumption.count());
                    item.list(hashes -> resumption.frontier().forEach(hashes::hash));
                }
            }
        });
    }

    static Content read(RlpReader list) throws MalformedException {
        long type = list.number();
        RlpReader item = list.list();
        Content content = switch ((int) Math.min(type, 7)) {
            case 1 -> new Text(item.hash());
            case 2 -> new Settings(changes(item));
            case 3 -> new Version(item.number(), item.number(), item.number(), item.number(), item.hash());
            case 4 -> new Cancel(item.number());
            case 5 -> new Membership(act(item.number()), item.address(), item.number());
            case 6 -> new Resumption(item.number(), item.number(), hashes(item.list()));
            default -> throw new MalformedException("proposal of type " + type);
        };
        item.end();
        return content;
    }

    private static Act act(long code) throws MalformedException {
        if (code < 0 || code >= Act.values().length) {
            throw new MalformedException("membership act " + code);
        }
        return Act.values()[(int) code];
    }

    private static List<Hash> hashes(RlpReader list) throws MalformedException {
        List<Hash> hashes = new ArrayList<>();
        while (list.hasNext()) {
            if (hashes.size() == Resumption.MAX_HASHES) {
                throw new MalformedException("a frontier of more than " + Resumption.MAX_HASHES + " hashes");
            }
            hashes.add(list.hash());
        }
        return hashes;
    }

    private static List<Change> changes(RlpReader item) throws MalformedException {
        List<Change> changes = new ArrayList<>();
        while (item.hasNext()) {
            RlpReader pair = item.list();
            String name = new String(pair.bytes().shared(), StandardCharsets.US_ASCII);
            Parameter parameter = Parameter.named(name).orElseThrow(() -> new MalformedException("parameter " + name));
            UInt256 value = pair.uint256();
            pair.end();
            changes.add(new Change(parameter, value));
        }
        return changes;
    }
}
