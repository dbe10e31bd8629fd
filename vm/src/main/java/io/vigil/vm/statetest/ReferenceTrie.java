package io.vigil.vm.statetest;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.RlpWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** The root of a Merkle Patricia trie over a whole map at once (Yellow Paper, appendix D), as plainly as can be. */
public final class ReferenceTrie {
    private static final Bytes EMPTY_STRING = Bytes.of(0x80);

    private ReferenceTrie() {}

    /** @param entries keys as they are, not hashed */
    public static Hash root(SortedMap<Bytes, Bytes> entries) {
        List<byte[]> keys = new ArrayList<>(entries.size());
        entries.keySet().forEach(key -> keys.add(nibbles(key)));
        if (keys.isEmpty()) {
            return Keccak.hash(EMPTY_STRING);
        }
        return Keccak.hash(node(keys, List.copyOf(entries.values()), 0, keys.size(), 0));
    }

    private static byte[] nibbles(Bytes key) {
        byte[] nibbles = new byte[key.size() * 2];
        for (int i = 0; i < key.size(); i++) {
            nibbles[2 * i] = (byte) (key.get(i) >> 4 & 0xf);
            nibbles[2 * i + 1] = (byte) (key.get(i) & 0xf);
        }
        return nibbles;
    }

    /** The node over entries {@code from} to {@code to}, which agree in their first {@code depth} nibbles. */
    private static Bytes node(List<byte[]> keys, List<Bytes> values, int from, int to, int depth) {
        byte[] first = keys.get(from);
        if (to - from == 1) {
            Bytes path = path(first, depth, first.length, true);
            return RlpWriter.listOf(list -> list.bytes(path).bytes(values.get(from)));
        }
        byte[] last = keys.get(to - 1);
        int shared = depth;
        while (shared < first.length && shared < last.length && first[shared] == last[shared]) {
            shared++;
        }
        if (shared > depth) {
            Bytes path = path(first, depth, shared, false);
            Bytes child = reference(branch(keys, values, from, to, shared));
            return RlpWriter.listOf(list -> list.bytes(path).encoded(child));
        }
        return branch(keys, values, from, to, depth);
    }

    private static Bytes branch(List<byte[]> keys, List<Bytes> values, int from, int to, int depth) {
        List<Bytes> items = new ArrayList<>(17);
        boolean endsHere = keys.get(from).length == depth;
        int at = endsHere ? from + 1 : from;
        for (int nibble = 0; nibble < 16; nibble++) {
            int end = at;
            while (end < to && keys.get(end)[depth] == nibble) {
                end++;
            }
            items.add(end == at ? EMPTY_STRING : reference(node(keys, values, at, end, depth + 1)));
            at = end;
        }
        Bytes value = endsHere ? values.get(from) : Bytes.EMPTY;
        return RlpWriter.listOf(list -> {
            items.forEach(list::encoded);
            list.bytes(value);
        });
    }

    private static Bytes reference(Bytes node) {
        return node.size() < Hash.SIZE
                ? node
                : new RlpWriter().hash(Keccak.hash(node)).toBytes();
    }

    /** Hex prefix encoding (Yellow Paper, appendix C). */
    private static Bytes path(byte[] nibbles, int from, int to, boolean isLeaf) {
        int length = to - from;
        byte[] out = new byte[length / 2 + 1];
        int flag = isLeaf ? 2 : 0;
        boolean odd = length % 2 == 1;
        out[0] = (byte) ((odd ? flag + 1 : flag) << 4 | (odd ? nibbles[from] : 0));
        int at = odd ? from + 1 : from;
        for (int i = 1; i < out.length; i++) {
            out[i] = (byte) (nibbles[at] << 4 | nibbles[at + 1]);
            at += 2;
        }
        return Bytes.wrap(out);
    }
}
