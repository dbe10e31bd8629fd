package io.vigil.consensus.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Grounds;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One message has one encoding, and nothing else decodes. */
class ConsensusCodecTest {
    /** A body in these tests is parent hash, height, epoch, view, leader, last flag. */
    private static final BlockReader READER = body -> {
        if (body.size() != 65) {
            throw new MalformedException("body of " + body.size() + " bytes");
        }
        long leader = body.getLong(56);
        if (body.getLong(32) < 0 || body.getLong(40) < 0 || body.getLong(48) < 0 || leader < 0 || leader > 9) {
            throw new MalformedException("body with a number out of range");
        }
        return new BlockRef(
                Keccak.hash(body),
                new Hash(body.slice(0, 32)),
                body.getLong(32),
                body.getLong(40),
                body.getLong(48),
                (int) leader,
                body.get(64) != 0);
    };

    private final ConsensusCodec codec = new ConsensusCodec(READER);

    @Test
    void everyMessageComesBackAsItWas() {
        Seeds.forEach(300, random -> {
            Message message = message(random);
            assertThat(codec.decode(codec.encode(message))).isEqualTo(message);
        });
    }

    @Test
    void damagedBytesAreRefusedOrMeanExactlyWhatTheySay() {
        Seeds.forEach(3_000, random -> {
            Bytes damaged = random.damage(codec.encode(message(random)));
            try {
                assertThat(codec.encode(codec.decode(damaged))).isEqualTo(damaged);
            } catch (MalformedException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void whatIsNoMessageIsRefused() {
        assertThatThrownBy(() -> codec.decode(Bytes.EMPTY)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> codec.decode(Bytes.wrap(new byte[ConsensusCodec.MAX_BYTES + 1])))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("bytes");
    }

    @Test
    void everySafetyRecordComesBackAsItWas() {
        Seeds.forEach(300, random -> {
            SafetyRecord record = record(random);
            assertThat(SafetyRecordCodec.decode(SafetyRecordCodec.encode(record)))
                    .isEqualTo(record);
        });
    }

    @Test
    void damagedSafetyRecordsAreRefusedOrMeanExactlyWhatTheySay() {
        Seeds.forEach(2_000, random -> {
            Bytes damaged = random.damage(SafetyRecordCodec.encode(record(random)));
            try {
                SafetyRecordCodec.decode(damaged);
            } catch (MalformedException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void aRecordOfALaterVersionIsRefused() {
        Bytes encoded = SafetyRecordCodec.encode(SafetyRecord.empty(Root.genesis(Hash.ZERO)));
        byte[] later = encoded.toArray();
        later[1] = 3;

        assertThatThrownBy(() -> SafetyRecordCodec.decode(Bytes.wrap(later))).hasMessageContaining("version 3");
    }

    @Test
    void goldenRecord() {
        SafetyRecord record = SafetyRecord.empty(Root.genesis(Hash.ZERO));

        assertThat(SafetyRecordCodec.encode(record).toHex()).isEqualTo("0xe601e38080a0" + "0".repeat(64) + "c0");
    }

    private static Message message(Seeds random) {
        return switch (random.nextInt(9)) {
            case 0 -> propose(random);
            case 1 ->
                new Message.CastVote(new Ballot(
                        random.nonNegativeLong(),
                        random.nonNegativeLong(),
                        random.hash(),
                        random.nextInt(100),
                        random.bytes(96)));
            case 2 -> new Message.CastCommitVote(signed(random, new Statement.CommitVote(quorum(random, 5))));
            case 3 -> new Message.GiveUp(signed(random, timeout(random)));
            case 4 -> new Message.Certified(certificate(random));
            case 5 ->
                new Message.Status(
                        random.nextLong(),
                        random.nonNegativeLong(),
                        random.nonNegativeLong(),
                        random.nonNegativeLong(),
                        List.of(certificate(random), certificate(random)));
            case 6 -> new Message.AskStatus(random.nextLong());
            case 7 ->
                new Message.Wake(random.nonNegativeLong(), random.nonNegativeLong(), random.bytes(random.nextInt(300)));
            default ->
                new Message.Epochs(List.of(new EpochProof(
                        new CommitCertificate(quorum(random, 9), signers(random), random.bytes(96)),
                        random.bytes(600),
                        set(random))));
        };
    }

    private static Message propose(Seeds random) {
        Justification why = justification(random);
        long view = 11;
        Bytes body = Bytes.concat(
                why.parent().block().bytes(),
                Bytes.ofLong(random.nonNegativeLong()),
                Bytes.ofLong(why.parent().epoch()),
                Bytes.ofLong(view),
                Bytes.ofLong(random.nextInt(10)),
                Bytes.of(random.nextInt(2)));
        try {
            BlockRef block = READER.read(body);
            Statement.Proposal proposal = switch (random.nextInt(2)) {
                case 0 -> new Statement.Proposal(Kind.OPTIMISTIC_PROPOSAL, view, block, new Grounds.Optimistic());
                default ->
                    new Statement.Proposal(
                            why instanceof Justification.ByQuorum ? Kind.NORMAL_PROPOSAL : Kind.FALLBACK_PROPOSAL,
                            view,
                            block,
                            why);
            };
            return new Message.Propose(signed(random, proposal), body);
        } catch (MalformedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SafetyRecord record(Seeds random) {
        Map<Kind, Statement> last = new EnumMap<>(Kind.class);
        if (random.nextBoolean()) {
            Justification why = justification(random);
            BlockRef block = new BlockRef(
                    random.hash(), why.parent().block(), random.nonNegativeLong(), 3, 11, 1, random.nextBoolean());
            last.put(Kind.VOTE, new Statement.Vote(11, block, why));
            Kind kind = why instanceof Justification.ByQuorum ? Kind.NORMAL_PROPOSAL : Kind.FALLBACK_PROPOSAL;
            last.put(kind, new Statement.Proposal(kind, 11, block, why));
        }
        if (random.nextBoolean()) {
            last.put(Kind.COMMIT_VOTE, new Statement.CommitVote(quorum(random, 8)));
        }
        if (random.nextBoolean()) {
            last.put(Kind.TIMEOUT, timeout(random));
        }
        return new SafetyRecord(blockCertificate(random, 7), last);
    }

    private static Statement.Timeout timeout(Seeds random) {
        return new Statement.Timeout(11, justification(random));
    }

    /** Opens view 11. */
    private static Justification justification(Seeds random) {
        if (random.nextBoolean()) {
            return new Justification.ByQuorum(blockCertificate(random, 10));
        }
        return new Justification.ByTimeout(timeoutCertificate(random, 10), blockCertificate(random, 9));
    }

    private static Certificate certificate(Seeds random) {
        return switch (random.nextInt(3)) {
            case 0 -> quorum(random, random.nonNegativeLong());
            case 1 -> timeoutCertificate(random, random.nonNegativeLong());
            default -> new CommitCertificate(quorum(random, 5), signers(random), random.bytes(96));
        };
    }

    private static TimeoutCertificate timeoutCertificate(Seeds random, long view) {
        List<TimeoutCertificate.Group> groups = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            groups.add(new TimeoutCertificate.Group(i + 1L, signers(random)));
        }
        return new TimeoutCertificate(3, view, groups, random.bytes(96), blockCertificate(random, groups.size()));
    }

    private static BlockCertificate blockCertificate(Seeds random, long view) {
        return random.nextBoolean() ? new Root(3, view, random.hash()) : quorum(random, view);
    }

    private static QuorumCertificate quorum(Seeds random, long view) {
        return new QuorumCertificate(3, view, random.hash(), signers(random), random.bytes(96));
    }

    private static Signers signers(Seeds random) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            if (random.nextBoolean()) {
                indices.add(i);
            }
        }
        return Signers.of(indices);
    }

    private static ValidatorSet set(Seeds random) {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(5); i++) {
            members.add(new Validator(random.address(), random.bytes(48), 1 + random.nextInt(9), random.nextBoolean()));
        }
        return ValidatorSet.of(members);
    }

    private static <S extends Statement> Signed<S> signed(Seeds random, S statement) {
        return new Signed<>(statement, random.nextInt(100), random.bytes(96));
    }
}
