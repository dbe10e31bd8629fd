package io.vigil.node.statesync.messages;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.List;

/** What nodes say to each other on the snapshots channel. Answers carry the number of the request that they answer. */
public sealed interface SnapshotMessage {
    /** A node keeps a few; more in one answer are a peer's fault. */
    int MAX_OFFERS = 16;

    /** Of a file in one message: so much is lost with a message, and waits in a peer's queue behind nothing else. */
    int PART_BYTES = 1 << 20;

    record GetOffers(long request) implements SnapshotMessage {}

    record Offers(long request, List<Offer> offers) implements SnapshotMessage {
        public Offers {
            offers = List.copyOf(offers);
            if (offers.size() > MAX_OFFERS) {
                throw new IllegalArgumentException(offers.size() + " snapshots offered, more than " + MAX_OFFERS);
            }
        }
    }

    /**
     * @param files of which snapshot, see {@link Offer}
     * @param file 0 is the manifest, 1 the first chunk
     * @param offset a multiple of {@link #PART_BYTES}
     */
    record GetPart(long request, Hash files, int file, int offset) implements SnapshotMessage {
        public GetPart {
            if (file < 0 || offset < 0 || offset % PART_BYTES != 0) {
                throw new IllegalArgumentException("no part of a snapshot: file " + file + " from byte " + offset);
            }
        }
    }

    /** @param totalBytes of the whole file */
    record Part(long request, int totalBytes, Bytes content) implements SnapshotMessage {
        public Part {
            if (content.isEmpty() || content.size() > PART_BYTES || totalBytes < content.size()) {
                throw new IllegalArgumentException("a part of " + content.size() + " bytes of " + totalBytes);
            }
        }
    }

    /** The asked file is not there, or ends before the asked byte. */
    record PartMissing(long request) implements SnapshotMessage {}
}
