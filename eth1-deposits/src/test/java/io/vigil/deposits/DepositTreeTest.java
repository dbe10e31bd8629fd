package io.vigil.deposits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Hash;
import io.vigil.types.testing.Seeds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DepositTreeTest {
    private static final int MANY = 70;

    @Test
    void everyProofAtEveryCountHoldsAndContinuesTheFrontierOfItsIndex() {
        List<Hash> leaves = DepositVectors.leaves(MANY);
        DepositTree tree = DepositVectors.tree(leaves);
        for (int count = 0; count <= MANY; count++) {
            Hash root = DepositVectors.tree(leaves.subList(0, count)).root();
            assertThat(tree.rootAt(count)).isEqualTo(root);
            for (int index = 0; index < count; index++) {
                DepositProof proof = tree.proof(index, count);
                assertThat(proof.proves(leaves.get(index), count, root)).isTrue();
                assertThat(proof.continues(tree.frontierAt(index))).isTrue();
                assertThat(proof.proves(leaves.get(index), count + 1, root)).isFalse();
            }
        }
    }

    @Test
    void aTreeFinalizedAnywhereAnswersAsTheWholeOne() {
        List<Hash> leaves = DepositVectors.leaves(MANY);
        DepositTree whole = DepositVectors.tree(leaves);
        for (int finalized = 0; finalized <= MANY; finalized++) {
            DepositTree pruned = DepositVectors.tree(leaves);
            pruned.finalizeUpTo(finalized);
            DepositTree restored = DepositTree.from(whole.frontierAt(finalized));
            leaves.subList(finalized, MANY).forEach(restored::append);
            for (DepositTree tree : List.of(pruned, restored)) {
                assertThat(tree.root()).isEqualTo(whole.root());
                for (int count = finalized; count <= MANY; count++) {
                    assertThat(tree.frontierAt(count)).isEqualTo(whole.frontierAt(count));
                    for (int index = finalized; index < count; index += 3) {
                        assertThat(tree.proof(index, count)).isEqualTo(whole.proof(index, count));
                    }
                }
            }
        }
    }

    @Test
    void finalizingNothingIsNothingAndFinalityNeverGoesBack() {
        DepositTree tree = DepositVectors.tree(DepositVectors.leaves(8));

        tree.finalizeUpTo(0);
        assertThat(tree.finalizedCount()).isZero();
        assertThat(tree.snapshot(Hash.ZERO, 0).frontier()).isEqualTo(Frontier.EMPTY);
        tree.finalizeUpTo(5);
        tree.finalizeUpTo(3);
        assertThat(tree.finalizedCount()).isEqualTo(5);
        assertThatThrownBy(() -> tree.finalizeUpTo(9)).hasMessageContaining("9 of 8");
        assertThatThrownBy(() -> tree.proof(4, 8)).hasMessageContaining("deposit 4");
    }

    @Test
    void truncatedAndContinuedTreesAreThoseOfTheirLeaves() {
        Seeds.forEach(40, random -> {
            List<Hash> leaves = DepositVectors.leaves(MANY);
            DepositTree tree = DepositVectors.tree(leaves);
            int end = random.nextInt(MANY + 1);
            tree.finalizeUpTo(random.nextInt(end + 1));
            tree.truncate(end);
            DepositTree other = DepositVectors.tree(leaves.subList(0, end));
            for (int i = random.nextInt(20); i > 0; i--) {
                Hash leaf = random.hash();
                tree.append(leaf);
                other.append(leaf);
            }
            assertThat(tree.root()).isEqualTo(other.root());
            assertThat(tree.frontierAt(end)).isEqualTo(other.frontierAt(end));
            if (tree.count() > end) {
                assertThat(tree.proof(end, tree.count())).isEqualTo(other.proof(end, tree.count()));
            }
        });
    }

    @Test
    void nodesGivenToAKeeperAreReadFromItAfterwards() {
        Seeds.forEach(40, random -> {
            Map<List<Long>, Hash> kept = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
            TreeNodes nodes = (height, index) -> {
                Hash node = kept.get(List.of((long) height, index));
                if (node == null) {
                    throw new IllegalStateException("no node " + index + " at height " + height);
                }
                return node;
            };
            DepositTree tree = new DepositTree(Frontier.EMPTY, Frontier.EMPTY, nodes);
            List<Hash> leaves = DepositVectors.leaves(random.between(1, MANY));
            for (Hash leaf : leaves) {
                tree.append(leaf);
                if (random.oneIn(5)) {
                    tree.keep((height, index, node) -> kept.put(List.of((long) height, index), node));
                }
            }
            DepositTree whole = DepositVectors.tree(leaves);
            for (int count = 1; count <= leaves.size(); count++) {
                assertThat(tree.proof(count - 1, leaves.size())).isEqualTo(whole.proof(count - 1, leaves.size()));
                assertThat(tree.frontierAt(count)).isEqualTo(whole.frontierAt(count));
            }
        });
    }

    @Test
    void aFullTreeRefusesOneMore() {
        List<Hash> subtrees = DepositVectors.leaves(32);
        Frontier last = new Frontier(DepositTree.MAX_COUNT, subtrees);

        assertThatThrownBy(() -> last.push(Hash.ZERO)).hasMessageContaining("full");
        assertThatThrownBy(() -> new Frontier(DepositTree.MAX_COUNT + 1, List.of()))
                .hasMessageContaining("2^32-1");
    }
}
