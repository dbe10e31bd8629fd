package io.vigil.node.keys;

import io.vigil.node.config.RefusedException;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the signer's folder knows of the beginnings of its keys (R6): which were made for it, and on which chains a record was
 * begun. It tells a first start, before which a key signed nothing, from a record that was lost, without asking anybody:
 * where it is missing, or a record that it names is, something may have been signed.
 *
 * <pre>
 *   key HEX     a validator key that was made for this folder; durable before the key itself is
 *   made HEX    the hash of a genesis that was made here: nobody has signed on it before
 *   begun HEX   the hash of a genesis on which a record was begun; durable before anything is signed on it
 *   place HEX   the folder it was written in (see {@link SignerPlace}); a copy may be older than what the folder knew last
 * </pre>
 */
public record Beginnings(Path file) {
    private static final String KEY = "key";
    private static final String MADE = "made";
    private static final String BEGUN = "begun";
    private static final String PLACE = "place";

    private record Line(String what, Bytes of) {
        @Override
        public String toString() {
            return what + " " + of.toHex();
        }
    }

    /** @param signer the folder that holds the records of all chains */
    public static Beginnings in(Path signer) {
        return new Beginnings(signer.resolve("beginnings"));
    }

    /** A key is about to be made that has signed nothing. */
    public void keyMade(Bytes publicKey) {
        add(new Line(KEY, publicKey));
    }

    /** A chain is made here and now, so that no key can have signed on it. */
    public void chainMade(Hash genesis) {
        add(new Line(MADE, genesis.bytes()));
    }

    /** A record of this chain is durable; if it is missing one day, it was lost. */
    public void begun(Hash genesis) {
        if (Files.exists(file)) {
            add(new Line(BEGUN, genesis.bytes()));
        }
    }

    /**
     * Whether keys without a record of this chain have signed nothing on it.
     *
     * @throws RefusedException if this is a copy, which does not know what was signed since it was made
     */
    public boolean isFirst(Hash genesis, List<Bytes> publicKeys) {
        List<Line> lines = read();
        boolean isNew = lines.contains(new Line(MADE, genesis.bytes()))
                || (!publicKeys.isEmpty() && publicKeys.stream().allMatch(key -> lines.contains(new Line(KEY, key))));
        if (!isNew || lines.contains(new Line(BEGUN, genesis.bytes()))) {
            return false;
        }
        if (isCopy(lines)) {
            throw new RefusedException(
                    file + ": is a copy, made before this chain was begun, and the key may have signed on the chain"
                            + " since; put back the folder signer/ that the key signed with last. If the key signed"
                            + " nothing on this chain yet and no other node runs with it: vigil signer import --in-place."
                            + " If it did, and that folder is gone for good: vigil signer recover");
        }
        return true;
    }

    /** An operator's word that this copy knows all that there is to know. */
    public void adopt() {
        if (Files.exists(file)) {
            List<Line> lines = new ArrayList<>(read());
            lines.removeIf(line -> line.what().equals(PLACE));
            write(lines);
        }
    }

    /** A copy stays one, whatever is added to it. */
    private void add(Line line) {
        List<Line> lines = new ArrayList<>(read());
        if (!lines.contains(line)) {
            lines.add(line);
            write(lines);
        }
    }

    /** Beginning with where it lies, unless it says so already. */
    private void write(List<Line> lines) {
        try {
            Files.createDirectories(folder());
        } catch (IOException e) {
            throw new UncheckedIOException(folder() + ": cannot be made: " + e, e);
        }
        Bytes here = SignerPlace.of(folder());
        boolean isPlaced = lines.stream().anyMatch(line -> line.what().equals(PLACE));
        if (!isPlaced && !here.isEmpty()) {
            lines.addFirst(new Line(PLACE, here));
        }
        SyncedFile.write(file, text(lines));
    }

    private boolean isCopy(List<Line> lines) {
        Bytes here = SignerPlace.of(folder());
        return !here.isEmpty()
                && lines.stream()
                        .anyMatch(
                                line -> line.what().equals(PLACE) && !line.of().equals(here));
    }

    private Path folder() {
        return Objects.requireNonNull(file.getParent(), () -> file + " lies in no folder");
    }

    private static String text(List<Line> lines) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private List<Line> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<Line> lines = new ArrayList<>();
            for (String text : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                lines.add(line(text));
            }
            return lines;
        } catch (MalformedException e) {
            throw new RefusedException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e, e);
        }
    }

    private static Line line(String text) throws MalformedException {
        int space = text.indexOf(' ');
        String what = space < 0 ? text : text.substring(0, space);
        if (!List.of(KEY, MADE, BEGUN, PLACE).contains(what)) {
            throw new MalformedException("\"" + text + "\" is no line of it, so it is not known what it says");
        }
        return new Line(what, Bytes.parseHex(text.substring(space + 1)));
    }
}
