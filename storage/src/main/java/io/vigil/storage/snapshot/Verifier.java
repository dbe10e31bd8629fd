package io.vigil.storage.snapshot;

import io.vigil.storage.Entry;
import io.vigil.storage.state.StateWalk;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Header;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Checks a snapshot without a store. Streams: memory is two chunks and a hash per distinct code, whatever the size.
 */
public final class Verifier {
    private final long chainId;
    private final Hash genesisHash;
    private final int chunkBytes;
    private final Finality finality;

    /** @param finality asked at level STATE only */
    public Verifier(long chainId, Hash genesisHash, Finality finality) {
        this(chainId, genesisHash, Manifest.CHUNK_BYTES, finality);
    }

    Verifier(long chainId, Hash genesisHash, int chunkBytes, Finality finality) {
        this.chainId = chainId;
        this.genesisHash = genesisHash;
        this.chunkBytes = chunkBytes;
        this.finality = finality;
    }

    public Verdict verify(ChunkSource source, Level level, Pace pace) {
        try {
            Manifest manifest = manifest(source);
            try (ChunkReader chunks = new ChunkReader(manifest, source, pace)) {
                switch (level) {
                    case CONTENT -> content(manifest, chunks, pace);
                    case RECORDS -> records(manifest, chunks);
                    case STATE -> {
                        proof(manifest);
                        state(manifest, chunks);
                    }
                }
            }
            return sound(manifest);
        } catch (Refusal e) {
            return e.verdict();
        }
    }

    /** What can be known before the first chunk: that the manifest is one of this chain, and its block final. */
    public Verdict prove(ChunkSource source) {
        try {
            Manifest manifest = manifest(source);
            proof(manifest);
            return sound(manifest);
        } catch (Refusal e) {
            return e.verdict();
        }
    }

    static Verdict.Sound sound(Manifest manifest) {
        long records = manifest.chunks().stream().mapToLong(ChunkInfo::records).sum();
        return new Verdict.Sound(manifest.id(), manifest.height(), records, manifest.logicalBytes());
    }

    /** The manifest, if it is one, of this chain, and nothing foreign lies beside it. */
    Manifest manifest(ChunkSource source) {
        Bytes encoded = source.manifest().orElseThrow(() -> new Refusal(Fault.MANIFEST, -1, -1, "there is none"));
        Manifest manifest;
        try {
            manifest = Manifest.decode(encoded);
        } catch (MalformedException e) {
            throw new Refusal(Fault.MANIFEST, -1, -1, String.valueOf(e.getMessage()));
        }
        if (manifest.chainId() != chainId || !manifest.genesisHash().equals(genesisHash)) {
            throw new Refusal(
                    Fault.WRONG_CHAIN,
                    -1,
                    -1,
                    "of chain " + manifest.chainId() + " with genesis " + manifest.genesisHash() + ", not " + chainId
                            + " with " + genesisHash);
        }
        if (manifest.chunkBytes() != chunkBytes) {
            throw new Refusal(
                    Fault.MANIFEST, -1, -1, "chunks of " + manifest.chunkBytes() + " bytes, not " + chunkBytes);
        }
        for (int i = 1; i < manifest.chunks().size(); i++) {
            if (manifest.chunks()
                            .get(i)
                            .section()
                            .compareTo(manifest.chunks().get(i - 1).section())
                    < 0) {
                throw new Refusal(Fault.MANIFEST, i, -1, "a section stands behind one that follows it");
            }
        }
        source.foreign(manifest.chunks().size()).ifPresent(name -> {
            throw new Refusal(Fault.FOREIGN_FILE, -1, -1, name + " does not belong to the snapshot");
        });
        return manifest;
    }

    /** The header's ancestors and its finality. */
    void proof(Manifest manifest) {
        Header header = manifest.header();
        List<Header> ancestors = manifest.ancestors();
        long expected = Math.min(Manifest.MAX_ANCESTORS, header.number());
        if (ancestors.size() != expected) {
            throw new Refusal(Fault.ANCESTORS, -1, -1, ancestors.size() + " ancestors, not " + expected);
        }
        Header child = header;
        for (Header ancestor : ancestors.reversed()) {
            if (!child.parentHash().equals(ancestor.hash()) || ancestor.number() != child.number() - 1) {
                throw new Refusal(
                        Fault.ANCESTORS,
                        -1,
                        -1,
                        "header " + ancestor.number() + " is not the parent of " + child.number());
            }
            child = ancestor;
        }
        if (child.number() == 0 && !child.hash().equals(genesisHash)) {
            throw new Refusal(Fault.ANCESTORS, -1, -1, "its block 0 is " + child.hash() + ", not the genesis block");
        }
        finality.fault(header, manifest.finality(), manifest.epochProof()).ifPresent(why -> {
            throw new Refusal(Fault.FINALITY, -1, -1, why);
        });
    }

    private static void content(Manifest manifest, ChunkReader chunks, Pace pace) {
        for (int i = 0; i < manifest.chunks().size(); i++) {
            pace.passed(chunks.content(i).size());
        }
    }

    private static void records(Manifest manifest, ChunkReader chunks) {
        for (Section section : Section.values()) {
            new SectionReader(manifest, chunks, section).forEachRemaining(record -> {});
        }
    }

    private static void state(Manifest manifest, ChunkReader chunks) {
        Set<Hash> codes = new HashSet<>();
        StateWalk walk = new StateWalk(new StateWalk.Sink() {
            @Override
            public void node(Bytes key, Bytes encoded) {}

            @Override
            public void code(Hash codeHash, Bytes accountKey) {
                codes.add(codeHash);
            }

            @Override
            public void contradiction(String what) {
                throw new Refusal(Fault.STATE, -1, -1, what);
            }
        });
        Hash root = walk.run(
                new SectionReader(manifest, chunks, Section.ACCOUNTS),
                new SectionReader(manifest, chunks, Section.STORAGE));
        requireRoot(manifest, root);
        requireCodes(codes, new SectionReader(manifest, chunks, Section.CODE));
    }

    /** @param wanted the codes that accounts have; used up */
    static void requireCodes(Set<Hash> wanted, Iterator<Entry> codes) {
        while (codes.hasNext()) {
            Entry record = codes.next();
            if (!wanted.remove(new Hash(record.key()))) {
                throw new Refusal(Fault.CODE, -1, -1, "no account has code " + record.key());
            }
        }
        if (!wanted.isEmpty()) {
            throw new Refusal(Fault.CODE, -1, -1, wanted.size() + " codes of accounts are missing");
        }
    }

    static void requireRoot(Manifest manifest, Hash root) {
        Hash expected = manifest.header().stateRoot();
        if (!root.equals(expected)) {
            throw new Refusal(
                    Fault.STATE_ROOT, -1, -1, "the records make state root " + root + ", the header names " + expected);
        }
    }
}
