package io.vigil.testnet.local;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.web3j.crypto.Hash;
import org.web3j.rlp.RlpDecoder;
import org.web3j.rlp.RlpList;
import org.web3j.rlp.RlpString;
import org.web3j.rlp.RlpType;
import org.web3j.utils.Numeric;

/**
 * Follows an {@code eth_getProof} answer from a root to a value as the Yellow Paper, appendix D, has it. Hashing and RLP
 * are web3j's, so that nothing here can share a mistake with the trie under test.
 */
final class PatriciaProof {
    private static final int BRANCH = 17;

    private PatriciaProof() {}

    /**
     * The value under {@code key} in the trie of {@code root}; empty if the proof shows that there is none.
     *
     * @param key before hashing
     * @throws AssertionError if {@code nodes} prove neither
     */
    static Optional<byte[]> follow(String root, byte[] key, List<String> nodes) {
        int[] path = nibbles(Hash.sha3(key));
        Iterator<String> unread = nodes.iterator();
        RlpType link = RlpString.create(Numeric.hexStringToByteArray(root));
        int at = 0;
        Optional<byte[]> found = Optional.empty();
        while (at < path.length && !isEmpty(link)) {
            List<RlpType> node = link instanceof RlpList inner ? inner.getValues() : open(bytes(link), unread);
            if (node.size() == BRANCH) {
                link = node.get(path[at++]);
                continue;
            }
            int[] prefixed = nibbles(bytes(node.get(0)));
            int[] part = Arrays.copyOfRange(prefixed, prefixed[0] % 2 == 1 ? 1 : 2, prefixed.length);
            int end = Math.min(path.length, at + part.length);
            if (!Arrays.equals(part, Arrays.copyOfRange(path, at, end))) {
                break;
            }
            at = end;
            link = node.get(1);
            if (prefixed[0] >= 2) {
                check(at == path.length, "a leaf ends before its key");
                found = Optional.of(bytes(link));
            }
        }
        check(!unread.hasNext(), "nodes that the path does not meet");
        return found;
    }

    private static List<RlpType> open(byte[] hash, Iterator<String> unread) {
        check(unread.hasNext(), "the node of " + Numeric.toHexString(hash) + " is missing");
        byte[] node = Numeric.hexStringToByteArray(unread.next());
        check(Arrays.equals(Hash.sha3(node), hash), "a node has another hash than " + Numeric.toHexString(hash));
        return list(node);
    }

    static List<RlpType> list(byte[] encoded) {
        return ((RlpList) RlpDecoder.decode(encoded).getValues().get(0)).getValues();
    }

    static byte[] bytes(RlpType item) {
        return ((RlpString) item).getBytes();
    }

    private static boolean isEmpty(RlpType link) {
        return link instanceof RlpString text && text.getBytes().length == 0;
    }

    private static int[] nibbles(byte[] bytes) {
        return HexFormat.of()
                .formatHex(bytes)
                .chars()
                .map(c -> Character.digit(c, 16))
                .toArray();
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError("proof: " + otherwise);
        }
    }
}
