package io.vigil.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.node.chain.Bodies;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.sync.BlockBytes;
import io.vigil.node.sync.BlockServer;
import io.vigil.node.sync.EpochPatience;
import io.vigil.node.sync.FinalityProof;
import io.vigil.node.sync.SyncMessage.BlockRange;
import io.vigil.node.sync.SyncMessage.GetBlocks;
import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.MemoryStore;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpWriter;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.crypto.BlsSecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A range may come before the proof of its epoch does: that is nobody's fault, unless nobody can give the proof. */
class RangeImportTest {
    private static final SignBytes SIGN_BYTES = new SignBytes(1, Hash.ZERO);
    private static final BlsSecretKey KEY =
            BlsSecretKey.generate(Keccak.hash(Bytes.EMPTY).bytes());
    private static final ValidatorSet SET = ValidatorSet.of(
            List.of(new Validator(Address.ofInt(1), KEY.publicKey().bytes(), 1, true)));
    private static final int EPOCHS = 4;
    private static final int LENGTH = 5;
    private static final NodeId HONEST = peer(1);
    private static final NodeId LIAR = peer(2);

    private final TreeMap<Long, EpochStart> proven = new TreeMap<>();
    private final List<String> said = new ArrayList<>();
    private long now;
    private final RangeImport imports = new RangeImport(
            SIGN_BYTES,
            epoch -> Optional.ofNullable(proven.get(epoch)),
            proven::lastKey,
            () -> now,
            new RangeImport.Port() {
                @Override
                public void askForProofs(NodeId sender, long epoch) {
                    said.add("ask " + name(sender) + " for " + epoch);
                }

                @Override
                public void reject(long request) {
                    said.add("reject " + request);
                }

                @Override
                public void follow(RangeImport.Linked range, EpochStart epoch) {
                    said.add("follow " + range.request() + " in " + epoch.epoch());
                }
            });

    RangeImportTest() {
        prove(0);
    }

    @Test
    void aProvenRangeIsFollowedAtOnceAndAForgedOneRejected() {
        imports.add(HONEST, range(1, 1, 0, true));
        imports.add(LIAR, range(2, 2, 0, false));
        assertThat(said).containsExactly("follow 1 in 0", "reject 2");
    }

    @Test
    void anHonestSenderIsAskedForTheProofAndNotBlamed() {
        imports.add(HONEST, range(1, 1, 1, true));
        imports.add(HONEST, range(2, 2, 1, true));
        imports.look();
        assertThat(said).containsExactly("ask honest for 1");
        assertThat(imports.isWaiting()).isTrue();
        prove(1);
        imports.look();
        assertThat(said).containsExactly("ask honest for 1", "follow 1 in 1", "follow 2 in 1");
        assertThat(imports.isWaiting()).isFalse();
    }

    @Test
    void whatIsProvenThenIsJudgedAsAnyOther() {
        imports.add(LIAR, range(1, 1, 1, false));
        imports.add(HONEST, range(2, 2, 1, true));
        prove(1);
        imports.look();
        assertThat(said).containsExactly("ask liar for 1", "reject 1");
        assertThat(imports.isWaiting()).as("what follows a wrong range").isFalse();
    }

    @Test
    void aLiarWhoNamesAnAbsurdEpochIsAskedHimselfAndRejectedInTime() {
        imports.add(LIAR, range(1, 1, 1L << 40, true));
        while (imports.isWaiting()) {
            now += 50_000_000L;
            imports.look();
        }
        assertThat(now).isEqualTo(EpochPatience.WITHOUT_PROGRESS.toNanos());
        assertThat(said)
                .startsWith("ask liar for " + (1L << 40))
                .endsWith("reject 1")
                .hasSize(13);
        imports.add(HONEST, range(2, 1, 0, true));
        assertThat(said).last().isEqualTo("follow 2 in 0");
    }

    @Test
    void aCertificateOfAnotherEpochThanItsBlockIsRejectedUnseen() {
        Header header = header(1, 0);
        imports.add(LIAR, range(1, header, certificate(7, header.hash(), true)));
        assertThat(said).containsExactly("reject 1");
    }

    /**
     * GET_CC (§3.4, A19) is a range of one block: its answer ends with the lowest certificate at or above that block, whatever epoch it is of, and the
     * headers that link them.
     */
    @Test
    void getBlocksOfOneServesAsGetCcOverEpochs() throws MalformedException {
        MemoryStore store = new MemoryStore();
        ChainStore rows = new ChainStore(store::get);
        Hash parent = Hash.ZERO;
        for (int height = 1; height <= EPOCHS * LENGTH; height++) {
            int epoch = (height - 1) / LENGTH;
            Header header = Header.builder()
                    .number(height)
                    .parentHash(parent)
                    .requestsHash(SystemInput.requestsHash(List.of()))
                    .extraData(new ExtraData(1, epoch, height, 0, (epoch + 1L) * LENGTH).encode())
                    .build();
            Batch batch = new Batch();
            ChainStore.put(batch, Block.of(header, List.of(), List.of()), List.of());
            if (hasCertificate(height)) {
                ChainStore.putProof(
                        batch, height, ConsensusCodec.encodeCertificate(certificate(epoch, header.hash(), true)));
            }
            store.commit(batch, Durability.SYNCED);
            parent = header.hash();
        }
        BlockServer server =
                new BlockServer(new StoredBlocks(() -> EPOCHS * LENGTH, rows, new Bodies(EPOCHS * LENGTH)));
        for (int epoch = 1; epoch < EPOCHS; epoch++) {
            prove(epoch);
        }
        for (int height = 1; height <= EPOCHS * LENGTH; height++) {
            BlockRange answer =
                    (BlockRange) server.answer(new GetBlocks(height, height, 1)).orElseThrow();
            int certified = height;
            while (!hasCertificate(certified)) {
                certified++;
            }
            assertThat(answer.blocks()).hasSize(1);
            assertThat(answer.finality().headers()).hasSize(certified - height);
            said.clear();
            imports.add(HONEST, answer);
            assertThat(said).containsExactly("follow " + height + " in " + (certified - 1) / LENGTH);
        }
    }

    /** The last of each epoch has its own, as every epoch's end has; the others are final by a later one. */
    private static boolean hasCertificate(int height) {
        return height % LENGTH == 0 || height % LENGTH == 2;
    }

    private void prove(long epoch) {
        proven.put(epoch, new EpochStart(new Root(epoch, 0, Hash.ZERO), SET));
    }

    private static BlockRange range(long request, long height, long epoch, boolean signed) {
        Header header = header(height, epoch);
        return range(request, header, certificate(epoch, header.hash(), signed));
    }

    private static BlockRange range(long request, Header header, CommitCertificate certificate) {
        Bytes nothing = RlpWriter.listOf(list -> {});
        return new BlockRange(
                request,
                List.of(new BlockBytes(header.encode(), nothing, nothing)),
                new FinalityProof(ConsensusCodec.encodeCertificate(certificate), List.of()));
    }

    private static Header header(long height, long epoch) {
        return Header.builder()
                .number(height)
                .extraData(new ExtraData(1, epoch, height, 0, 1_000).encode())
                .build();
    }

    private static CommitCertificate certificate(long epoch, Hash block, boolean signed) {
        Signers all = Signers.of(List.of(0));
        Hash commit = SIGN_BYTES.commit(epoch, SET.root(), signed ? 1 : 2, block);
        return new CommitCertificate(
                new QuorumCertificate(epoch, 1, block, all, sign(SIGN_BYTES.vote(epoch, SET.root(), 1, block))),
                all,
                sign(commit));
    }

    private static Bytes sign(Hash message) {
        return KEY.sign(message.bytes()).bytes();
    }

    private static String name(NodeId peer) {
        return peer.equals(LIAR) ? "liar" : "honest";
    }

    private static NodeId peer(int number) {
        byte[] id = new byte[NodeId.SIZE];
        id[0] = (byte) number;
        return new NodeId(Bytes.wrap(id));
    }
}
