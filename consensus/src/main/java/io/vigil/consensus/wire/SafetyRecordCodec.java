package io.vigil.consensus.wire;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.safety.PlanFence;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Grounds;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The signer's record as RLP: [1, lock, [statement, …]], statements in the order of their kinds; with the fence of a plan [2, lock, [statement, …],
 * [epoch, sequence, plan]], so that a release that knows no plans refuses it and does not sign across the fence. Written by hand, since a record
 * must be readable by every later release.
 */
public final class SafetyRecordCodec {
    public static final int VERSION = 1;

    /** With the fence of a plan (G45). */
    public static final int FENCED_VERSION = 2;

    private SafetyRecordCodec() {}

    public static Bytes encode(SafetyRecord record) {
        return RlpWriter.listOf(list -> {
            list.number(record.fence().isNone() ? VERSION : FENCED_VERSION);
            write(list, record.lock());
            list.list(statements -> record.last().values().forEach(statement -> write(statements, statement)));
            if (!record.fence().isNone()) {
                list.encoded(encodeFence(record.fence()));
            }
        });
    }

    public static SafetyRecord decode(Bytes encoded) throws MalformedException {
        RlpReader list = RlpReader.ofList(encoded);
        long version = list.number();
        if (version != VERSION && version != FENCED_VERSION) {
            throw new MalformedException(
                    "safety record of version " + version + ", this release reads up to " + FENCED_VERSION);
        }
        BlockCertificate lock = readBlockCertificate(list);
        RlpReader statements = list.list();
        Map<Kind, Statement> last = new EnumMap<>(Kind.class);
        while (statements.hasNext()) {
            Statement statement = readStatement(statements);
            if (last.put(statement.kind(), statement) != null) {
                throw new MalformedException("safety record with two statements of kind " + statement.kind());
            }
        }
        PlanFence fence = version == FENCED_VERSION ? readFence(list.list()) : PlanFence.NONE;
        list.end();
        return new SafetyRecord(lock, last, fence);
    }

    /** [epoch, sequence, plan], with a 1 behind it if no plan may replace it. */
    public static Bytes encodeFence(PlanFence fence) {
        return RlpWriter.listOf(list -> {
            list.number(fence.epoch()).number(fence.sequence()).hash(fence.plan());
            if (fence.isLast()) {
                list.number(1);
            }
        });
    }

    public static PlanFence decodeFence(Bytes encoded) throws MalformedException {
        return readFence(RlpReader.ofList(encoded));
    }

    private static boolean isMarked(RlpReader list) throws MalformedException {
        if (!list.hasNext()) {
            return false;
        }
        long mark = list.number();
        if (mark != 1) {
            throw new MalformedException("fence of a plan with mark " + mark);
        }
        return true;
    }

    private static PlanFence readFence(RlpReader list) throws MalformedException {
        PlanFence fence = new PlanFence(list.number(), list.number(), list.hash(), isMarked(list));
        list.end();
        return fence;
    }

    /** One statement with all that it stands on: [kind, view, …]. */
    public static Bytes encodeStatement(Statement statement) {
        RlpWriter writer = new RlpWriter();
        write(writer, statement);
        return writer.toBytes();
    }

    public static Statement decodeStatement(Bytes encoded) throws MalformedException {
        RlpReader reader = RlpReader.of(encoded);
        Statement statement = readStatement(reader);
        reader.end();
        return statement;
    }

    private static void write(RlpWriter writer, Statement statement) {
        writer.list(list -> {
            list.number(statement.kind().ordinal());
            switch (statement) {
                case Statement.Vote vote -> {
                    list.number(vote.view());
                    write(list, vote.block());
                    write(list, vote.grounds());
                }
                case Statement.CommitVote vote -> write(list, vote.quorum());
                case Statement.Timeout timeout -> {
                    list.number(timeout.view());
                    write(list, timeout.entry());
                }
                case Statement.Proposal proposal -> {
                    list.number(proposal.view());
                    write(list, proposal.block());
                    write(list, proposal.grounds());
                }
            }
        });
    }

    private static Statement readStatement(RlpReader reader) throws MalformedException {
        RlpReader list = reader.list();
        long number = list.number();
        if (number >= Kind.values().length) {
            throw new MalformedException("statement of kind " + number);
        }
        Kind kind = Kind.values()[(int) number];
        try {
            Statement statement = switch (kind) {
                case VOTE -> new Statement.Vote(list.number(), readBlock(list), readJustification(list));
                case COMMIT_VOTE -> new Statement.CommitVote(readQuorum(list));
                case TIMEOUT -> new Statement.Timeout(list.number(), readJustification(list));
                case OPTIMISTIC_PROPOSAL, NORMAL_PROPOSAL, FALLBACK_PROPOSAL, REPROPOSAL ->
                    new Statement.Proposal(kind, list.number(), readBlock(list), readGrounds(list));
            };
            list.end();
            return statement;
        } catch (IllegalArgumentException e) {
            throw new MalformedException("statement of kind " + kind + ": " + e.getMessage(), e);
        }
    }

    private static void write(RlpWriter writer, BlockRef block) {
        writer.list(list -> list.hash(block.hash())
                .hash(block.parent())
                .number(block.height())
                .number(block.epoch())
                .number(block.view())
                .number(block.leader())
                .number(block.lastOfEpoch() ? 1 : 0));
    }

    private static BlockRef readBlock(RlpReader reader) throws MalformedException {
        RlpReader list = reader.list();
        BlockRef block = new BlockRef(
                list.hash(),
                list.hash(),
                list.number(),
                list.number(),
                list.number(),
                (int) bounded(list.number(), Integer.MAX_VALUE, "leader"),
                bounded(list.number(), 1, "last of epoch") == 1);
        list.end();
        return block;
    }

    /** [] optimistic, [parent] by quorum, [parent, timeout] by timeout. */
    private static void write(RlpWriter writer, Grounds grounds) {
        Consumer<RlpWriter> items = switch (grounds) {
            case Grounds.Optimistic none -> list -> {};
            case Justification.ByQuorum why -> list -> write(list, why.parent());
            case Justification.ByTimeout why ->
                list -> {
                    write(list, why.parent());
                    write(list, why.timeout());
                };
        };
        writer.list(items);
    }

    private static Grounds readGrounds(RlpReader reader) throws MalformedException {
        RlpReader list = reader.list();
        if (!list.hasNext()) {
            return new Grounds.Optimistic();
        }
        BlockCertificate parent = readBlockCertificate(list);
        if (!list.hasNext()) {
            return new Justification.ByQuorum(parent);
        }
        TimeoutCertificate timeout = readTimeout(list);
        list.end();
        return new Justification.ByTimeout(timeout, parent);
    }

    private static Justification readJustification(RlpReader reader) throws MalformedException {
        if (readGrounds(reader) instanceof Justification why) {
            return why;
        }
        throw new MalformedException("justification is empty");
    }

    /** A root has three fields, a quorum certificate five. */
    static void write(RlpWriter writer, BlockCertificate certificate) {
        writer.list(list -> {
            list.number(certificate.epoch()).number(certificate.view()).hash(certificate.block());
            if (certificate instanceof QuorumCertificate quorum) {
                list.bytes(quorum.signers().bitmap()).bytes(quorum.signature());
            }
        });
    }

    static BlockCertificate readBlockCertificate(RlpReader reader) throws MalformedException {
        RlpReader list = reader.list();
        Root root = new Root(list.number(), list.number(), list.hash());
        if (!list.hasNext()) {
            return root;
        }
        Signers signers = readSigners(list);
        Bytes signature = list.bytes();
        list.end();
        return new QuorumCertificate(root.epoch(), root.view(), root.block(), signers, signature);
    }

    private static QuorumCertificate readQuorum(RlpReader reader) throws MalformedException {
        if (readBlockCertificate(reader) instanceof QuorumCertificate quorum) {
            return quorum;
        }
        throw new MalformedException("a root where a quorum certificate must be");
    }

    private static void write(RlpWriter writer, TimeoutCertificate timeout) {
        writer.list(list -> {
            list.number(timeout.epoch()).number(timeout.view());
            list.list(groups -> timeout.groups()
                    .forEach(group -> groups.list(row ->
                            row.number(group.highView()).bytes(group.signers().bitmap()))));
            list.bytes(timeout.signature());
            write(list, timeout.high());
        });
    }

    private static TimeoutCertificate readTimeout(RlpReader reader) throws MalformedException {
        RlpReader list = reader.list();
        long epoch = list.number();
        long view = list.number();
        RlpReader rows = list.list();
        List<TimeoutCertificate.Group> groups = new ArrayList<>();
        while (rows.hasNext()) {
            RlpReader row = rows.list();
            groups.add(new TimeoutCertificate.Group(row.number(), readSigners(row)));
            row.end();
        }
        if (groups.isEmpty()) {
            throw new MalformedException("timeout certificate without groups");
        }
        Bytes signature = list.bytes();
        BlockCertificate high = readBlockCertificate(list);
        list.end();
        return new TimeoutCertificate(epoch, view, groups, signature, high);
    }

    static Signers readSigners(RlpReader reader) throws MalformedException {
        try {
            return new Signers(reader.bytes());
        } catch (IllegalArgumentException e) {
            throw new MalformedException("signers: " + e.getMessage(), e);
        }
    }

    private static long bounded(long value, long most, String what) throws MalformedException {
        if (value > most) {
            throw new MalformedException(what + " " + value + ", at most " + most);
        }
        return value;
    }
}
