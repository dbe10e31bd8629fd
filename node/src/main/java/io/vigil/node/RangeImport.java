package io.vigil.node;

import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.verification.Judgement;
import io.vigil.consensus.verification.Verification;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.node.agreement.SignatureCheck;
import io.vigil.node.chain.BlockRefs;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.sync.BlockBytes;
import io.vigil.node.sync.EpochPatience;
import io.vigil.node.sync.SyncMessage.BlockRange;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Judges ranges of blocks in their order: links, and one certificate for all of them (§3.4). A range whose epoch is not
 * proven here yet may be as true as any: it waits, and those behind it, until its sender has given the proof.
 */
final class RangeImport {
    private final SignBytes signBytes;
    private final LongFunction<Optional<EpochStart>> epochs;
    private final LongSupplier newest;
    private final LongSupplier monotonic;
    private final Port port;
    private final SignatureCheck check = new SignatureCheck();
    private final EpochPatience patience = new EpochPatience();
    private final Deque<Linked> ranges = new ArrayDeque<>();

    /** Who runs it. */
    interface Port {
        /** Have {@code sender} send what proves that {@code epoch} began. */
        void askForProofs(NodeId sender, long epoch);

        /** Wrong, or not proved; what follows it is not judged any more. */
        void reject(long request);

        /** Final by its certificate, which members of {@code epoch} signed. */
        void follow(Linked range, EpochStart epoch);
    }

    /**
     * A range as it came, blocks and headers linked up to {@code proven}, the block that its certificate names.
     *
     * @param request what it answers
     */
    record Linked(NodeId from, long request, List<Block> blocks, CommitCertificate certificate, BlockRef proven) {
        Linked {
            blocks = List.copyOf(blocks);
        }
    }

    /**
     * @param epochs where an epoch begins, if it is proven here
     * @param newest the highest of them
     */
    RangeImport(
            SignBytes signBytes,
            LongFunction<Optional<EpochStart>> epochs,
            LongSupplier newest,
            LongSupplier monotonic,
            Port port) {
        this.signBytes = signBytes;
        this.epochs = epochs;
        this.newest = newest;
        this.monotonic = monotonic;
        this.port = port;
    }

    /** Whether {@link #look} has something to look at again. */
    boolean isWaiting() {
        return !ranges.isEmpty();
    }

    void clear() {
        ranges.clear();
    }

    void add(NodeId from, BlockRange range) {
        try {
            ranges.add(linked(from, range));
        } catch (MalformedException e) {
            port.reject(range.request());
            return;
        }
        look();
    }

    /** Judges what need not wait any more. */
    void look() {
        while (!ranges.isEmpty()) {
            Linked first = ranges.getFirst();
            long epoch = first.certificate().epoch();
            switch (patience.look(first.request(), epoch, newest.getAsLong(), monotonic.getAsLong())) {
                case IMPORT -> {
                    ranges.removeFirst();
                    judge(first);
                }
                case ASK -> {
                    port.askForProofs(first.from(), epoch);
                    return;
                }
                case WAIT -> {
                    return;
                }
                case REJECT -> reject(first.request());
            }
        }
    }

    private void judge(Linked range) {
        Optional<EpochStart> epoch = epochs.apply(range.certificate().epoch());
        boolean sound = epoch.isPresent()
                && new Verification(signBytes, epoch.get()).judge(range.certificate())
                        instanceof Judgement.Sound(var claims)
                && check.holds(claims);
        if (sound) {
            port.follow(range, epoch.get());
        } else {
            reject(range.request());
        }
    }

    private void reject(long request) {
        ranges.clear(); // they follow it
        port.reject(request);
    }

    private static Linked linked(NodeId from, BlockRange range) throws MalformedException {
        List<Block> blocks = new ArrayList<>();
        for (BlockBytes bytes : range.blocks()) {
            blocks.add(StoredBlocks.decode(bytes));
        }
        Certificate decoded = ConsensusCodec.decodeCertificate(range.finality().commitCertificate());
        if (!(decoded instanceof CommitCertificate certificate)) {
            throw new MalformedException("proof of finality is not a commit certificate");
        }
        BlockRef proven = last(blocks, range.finality().headers());
        if (!certificate.block().equals(proven.hash()) || certificate.epoch() != proven.epoch()) {
            throw new MalformedException("the commit certificate names another block");
        }
        return new Linked(from, range.request(), blocks, certificate, proven);
    }

    /** Follows the parent links from the first block to the last header. */
    private static BlockRef last(List<Block> blocks, List<Bytes> headers) throws MalformedException {
        List<Header> chain = new ArrayList<>(blocks.stream().map(Block::header).toList());
        for (Bytes header : headers) {
            chain.add(Header.decode(header));
        }
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i).parentHash().equals(chain.get(i - 1).hash())) {
                throw new MalformedException("block " + chain.get(i).number() + " does not follow the one before");
            }
        }
        return BlockRefs.of(chain.getLast());
    }
}
