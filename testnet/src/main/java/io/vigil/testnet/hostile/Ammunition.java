package io.vigil.testnet.hostile;

import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.node.chain.BlockRefs;
import io.vigil.node.chain.FirstEpoch;
import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.wire.Frame;
import io.vigil.node.p2p.wire.FrameCodec;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What hostile peers send, as bytes of the link. Made once for each view, since a peer on its own machine would take nobody's time for it. */
final class Ammunition {
    /** Made at a time; the views in it are then a moment old. */
    private static final int ROUNDS = 64;

    /** The same of what is large. */
    private static final int LARGE_ROUNDS = 4;

    private static final long NEVER = 1_000_000;
    private static final int SIGNATURES = 8;
    private static final int JUNK_BYTES = 200;
    private static final int LARGE_BYTES = 1 << 20;

    private final BlsSecretKey key;
    private final int signer;
    private final EpochStart epoch;
    private final SignBytes signBytes;
    private final ConsensusCodec codec = new ConsensusCodec(BlockRefs::ofBody);
    private final List<Bytes> signatures = new ArrayList<>();
    private final Map<Attack, Load> loads = new EnumMap<>(Attack.class);
    private final Random random;

    private record Load(long view, List<byte[]> frames) {}

    /** @param key that of a validator, or of nobody: then its votes are in the name of the first member */
    Ammunition(Genesis genesis, BlsSecretKey key, Random random) {
        Hash hash = GenesisBlock.hash(genesis);
        this.key = key;
        this.epoch = FirstEpoch.of(genesis, hash);
        this.signer = epoch.set().indexOf(key.publicKey().bytes()).orElse(0);
        this.signBytes = new SignBytes(genesis.chainId(), hash);
        this.random = random;
        for (int i = 0; i < SIGNATURES; i++) {
            signatures.add(key.sign(block().bytes()).bytes());
        }
    }

    /** {@link #make}, unless it has just been made for somebody else. */
    synchronized List<byte[]> load(Attack attack, long view, List<Bytes> heard) {
        if (attack == Attack.REPLAYED) {
            return make(attack, view, heard);
        }
        Load made = loads.get(attack);
        if (made == null || made.view() != view) {
            made = new Load(view, make(attack, view, heard));
            loads.put(attack, made);
        }
        return made.frames();
    }

    /**
     * Frames with their lengths before them, or what only looks like that.
     *
     * @param view the network's present one
     * @param heard messages of others
     */
    private List<byte[]> make(Attack attack, long view, List<Bytes> heard) {
        List<byte[]> frames = new ArrayList<>();
        int rounds = attack == Attack.OVERSIZED ? LARGE_ROUNDS : ROUNDS;
        for (int i = 0; i < rounds; i++) {
            switch (attack) {
                case GARBAGE -> frames.add(garbage());
                case OVERSIZED -> frames.add(oversized());
                case REPLAYED -> heard.forEach(message -> frames.add(consensus(message)));
                case FAR_FUTURE -> frames.add(farFuture(view));
                case FORGED_VOTES ->
                    frames.add(consensus(ballot(epoch.epoch(), view + random.nextInt(3), signature())));
                case VOTES_FOR_NOTHING -> frames.add(vote(view + random.nextInt(3)));
            }
        }
        return frames;
    }

    private byte[] garbage() {
        return switch (random.nextInt(ROUNDS)) {
            case 0 -> junk(JUNK_BYTES);
            case 1 ->
                ByteBuffer.allocate(FrameCodec.LENGTH_BYTES + JUNK_BYTES)
                        .putInt(JUNK_BYTES)
                        .put(junk(JUNK_BYTES))
                        .array();
            default -> part(channel(), JUNK_BYTES);
        };
    }

    private byte[] oversized() {
        return switch (random.nextInt(4 * LARGE_ROUNDS)) {
            case 0 ->
                ByteBuffer.allocate(FrameCodec.LENGTH_BYTES)
                        .putInt(Integer.MAX_VALUE)
                        .array();
            case 1 -> FrameCodec.encode(new Frame.Part(channel(), Integer.MAX_VALUE, Bytes.wrap(junk(JUNK_BYTES))));
            case 2 -> {
                Channel channel = channel();
                yield FrameCodec.encode(
                        new Frame.Part(channel, channel.maxMessageBytes(), Bytes.wrap(junk(LARGE_BYTES / 2))));
            }
            default -> part(channel(), LARGE_BYTES);
        };
    }

    private Channel channel() {
        return Channel.values()[random.nextInt(Channel.values().length)];
    }

    private byte[] farFuture(long view) {
        long of = epoch.epoch();
        return switch (random.nextInt(5)) {
            case 0 -> vote(view + NEVER + random.nextInt((int) NEVER));
            case 1 -> consensus(ballot(of + 1, view, signature()));
            case 2 -> consensus(ballot(of + NEVER, view, signature()));
            case 3 -> consensus(new Message.Wake(of + NEVER, view + NEVER, Bytes.EMPTY));
            default -> consensus(new Message.Status(0, of + NEVER, view + NEVER, NEVER, List.of()));
        };
    }

    /** A sound one, for a block that nobody made. */
    private byte[] vote(long view) {
        Hash block = block();
        Hash statement = signBytes.vote(epoch.epoch(), epoch.set().root(), view, block);
        Bytes signature = key.sign(statement.bytes()).bytes();
        return consensus(new Message.CastVote(new Ballot(epoch.epoch(), view, block, signer, signature)));
    }

    private Message ballot(long of, long view, Bytes signature) {
        return new Message.CastVote(new Ballot(of, view, block(), signer, signature));
    }

    /** Of something else. */
    private Bytes signature() {
        return signatures.get(random.nextInt(signatures.size()));
    }

    private Hash block() {
        return Keccak.hash(Bytes.wrap(junk(Hash.SIZE)));
    }

    private byte[] consensus(Message message) {
        return consensus(codec.encode(message));
    }

    private static byte[] consensus(Bytes message) {
        return FrameCodec.encode(new Frame.Part(Channel.CONSENSUS, message.size(), message));
    }

    private byte[] part(Channel channel, int bytes) {
        return FrameCodec.encode(new Frame.Part(channel, bytes, Bytes.wrap(junk(bytes))));
    }

    private byte[] junk(int bytes) {
        byte[] junk = new byte[bytes];
        random.nextBytes(junk);
        return junk;
    }
}
