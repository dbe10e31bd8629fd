package io.vigil.consensus.statements;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.TimeoutCertificate;

/**
 * Why somebody may be in a view, and on what a block of that view may stand. The same shape justifies proposals and votes (V4a, V4b, V4r) and
 * proves how the sender of a timeout entered its view (S12).
 */
public sealed interface Justification extends Grounds {
    /** The highest certificate it gives. */
    BlockCertificate parent();

    /** Whether it lets its holder into {@code view}, by its form alone: V4a, V4b and A16. */
    boolean opens(long view);

    /** A quorum certified a block of the view before, or the epoch begins. */
    record ByQuorum(BlockCertificate parent) implements Justification {
        @Override
        public boolean opens(long view) {
            return parent.view() == view - 1;
        }
    }

    /** A quorum gave up on the view before, and {@code parent} is at least as high as all that its signers reported. */
    record ByTimeout(TimeoutCertificate timeout, BlockCertificate parent) implements Justification {
        @Override
        public boolean opens(long view) {
            return timeout.view() == view - 1
                    && parent.view() >= timeout.highestReported() // V4b: never build below the highest lock
                    && parent.view() < view - 1
                    && parent.epoch() == timeout.epoch();
        }
    }

    /** V4a, V4b, and for an epoch's last block that is proposed again, V4r (A4). */
    default boolean permits(BlockRef block, long view) {
        if (!opens(view) || parent().epoch() != block.epoch()) {
            return false;
        }
        if (block.view() == view) {
            return parent().block().equals(block.parent());
        }
        return block.lastOfEpoch() && block.view() < view && parent().block().equals(block.hash());
    }
}
