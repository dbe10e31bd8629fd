package io.vigil.consensus.certificates;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import java.nio.charset.StandardCharsets;
import java.util.List;

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
    }

    /** What changes with the new epoch. Nothing in it touches what is committed. Of the actions of G44 these are understood; a plan with another is refused. */
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
