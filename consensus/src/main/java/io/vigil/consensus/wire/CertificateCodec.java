package io.vigil.consensus.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochEnd;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSignature;
import java.util.ArrayList;
import java.util.List;

/** Certificates as protobuf. Every field is bounded; what they mean is checked later. */
final class CertificateCodec {
    /** The header of a block is well below this. */
    private static final int HEADER_BYTES = 4096;

    private CertificateCodec() {}

    static io.vigil.consensus.wire.v1.QuorumCertificate write(QuorumCertificate quorum) {
        return io.vigil.consensus.wire.v1.QuorumCertificate.newBuilder()
                .setEpoch(quorum.epoch())
                .setView(quorum.view())
                .setBlock(write(quorum.block()))
                .setSigners(write(quorum.signers().bitmap()))
                .setSignature(write(quorum.signature()))
                .build();
    }

    static QuorumCertificate read(io.vigil.consensus.wire.v1.QuorumCertificate quorum) throws MalformedException {
        return new QuorumCertificate(
                number(quorum.getEpoch(), "epoch"),
                number(quorum.getView(), "view"),
                hash(quorum.getBlock()),
                signers(quorum.getSigners()),
                signature(quorum.getSignature()));
    }

    static io.vigil.consensus.wire.v1.BlockCertificate write(BlockCertificate certificate) {
        var builder = io.vigil.consensus.wire.v1.BlockCertificate.newBuilder();
        switch (certificate) {
            case QuorumCertificate quorum -> builder.setQuorum(write(quorum));
            case Root root ->
                builder.setRoot(io.vigil.consensus.wire.v1.Root.newBuilder()
                        .setEpoch(root.epoch())
                        .setView(root.view())
                        .setBlock(write(root.block())));
        }
        return builder.build();
    }

    static BlockCertificate read(io.vigil.consensus.wire.v1.BlockCertificate certificate) throws MalformedException {
        return switch (certificate.getKindCase()) {
            case QUORUM -> read(certificate.getQuorum());
            case ROOT ->
                new Root(
                        number(certificate.getRoot().getEpoch(), "epoch"),
                        number(certificate.getRoot().getView(), "view"),
                        hash(certificate.getRoot().getBlock()));
            case KIND_NOT_SET -> throw new MalformedException("block certificate of no kind");
        };
    }

    static io.vigil.consensus.wire.v1.TimeoutCertificate write(TimeoutCertificate timeout) {
        var builder = io.vigil.consensus.wire.v1.TimeoutCertificate.newBuilder()
                .setEpoch(timeout.epoch())
                .setView(timeout.view())
                .setSignature(write(timeout.signature()))
                .setHigh(write(timeout.high()));
        for (TimeoutCertificate.Group group : timeout.groups()) {
            builder.addGroups(io.vigil.consensus.wire.v1.TimeoutGroup.newBuilder()
                    .setHighView(group.highView())
                    .setSigners(write(group.signers().bitmap())));
        }
        return builder.build();
    }

    static TimeoutCertificate read(io.vigil.consensus.wire.v1.TimeoutCertificate timeout) throws MalformedException {
        int count = timeout.getGroupsCount();
        if (count == 0 || count > ValidatorSet.MAX_MEMBERS || !timeout.hasHigh()) {
            throw new MalformedException("timeout certificate with " + count + " groups, "
                    + (timeout.hasHigh() ? "" : "no ") + "highest certificate");
        }
        List<TimeoutCertificate.Group> groups = new ArrayList<>(count);
        for (var group : timeout.getGroupsList()) {
            groups.add(new TimeoutCertificate.Group(
                    number(group.getHighView(), "reported view"), signers(group.getSigners())));
        }
        return new TimeoutCertificate(
                number(timeout.getEpoch(), "epoch"),
                number(timeout.getView(), "view"),
                groups,
                signature(timeout.getSignature()),
                read(timeout.getHigh()));
    }

    static io.vigil.consensus.wire.v1.CommitCertificate write(CommitCertificate commit) {
        return io.vigil.consensus.wire.v1.CommitCertificate.newBuilder()
                .setQuorum(write(commit.quorum()))
                .setSigners(write(commit.signers().bitmap()))
                .setSignature(write(commit.signature()))
                .build();
    }

    static CommitCertificate read(io.vigil.consensus.wire.v1.CommitCertificate commit) throws MalformedException {
        if (!commit.hasQuorum()) {
            throw new MalformedException("commit certificate without its quorum certificate");
        }
        return new CommitCertificate(
                read(commit.getQuorum()), signers(commit.getSigners()), signature(commit.getSignature()));
    }

    static io.vigil.consensus.wire.v1.Certificate write(Certificate certificate) {
        var builder = io.vigil.consensus.wire.v1.Certificate.newBuilder();
        switch (certificate) {
            case QuorumCertificate quorum -> builder.setQuorum(write(quorum));
            case TimeoutCertificate timeout -> builder.setTimeout(write(timeout));
            case CommitCertificate commit -> builder.setCommit(write(commit));
        }
        return builder.build();
    }

    static Certificate read(io.vigil.consensus.wire.v1.Certificate certificate) throws MalformedException {
        return switch (certificate.getKindCase()) {
            case QUORUM -> read(certificate.getQuorum());
            case TIMEOUT -> read(certificate.getTimeout());
            case COMMIT -> read(certificate.getCommit());
            case KIND_NOT_SET -> throw new MalformedException("certificate of no kind");
        };
    }

    static io.vigil.consensus.wire.v1.Justification write(Justification why) {
        var builder = io.vigil.consensus.wire.v1.Justification.newBuilder().setParent(write(why.parent()));
        if (why instanceof Justification.ByTimeout byTimeout) {
            builder.setTimeout(write(byTimeout.timeout()));
        }
        return builder.build();
    }

    static Justification read(io.vigil.consensus.wire.v1.Justification why) throws MalformedException {
        if (!why.hasParent()) {
            throw new MalformedException("justification without a certificate");
        }
        BlockCertificate parent = read(why.getParent());
        return why.hasTimeout()
                ? new Justification.ByTimeout(read(why.getTimeout()), parent)
                : new Justification.ByQuorum(parent);
    }

    static io.vigil.consensus.wire.v1.EpochProof write(EpochProof proof) {
        var builder = io.vigil.consensus.wire.v1.EpochProof.newBuilder()
                .setHeader(write(proof.header()))
                .setNext(write(proof.next().encode()));
        switch (proof.end()) {
            case CommitCertificate commit -> builder.setCommit(write(commit));
            case PlanProof plan -> builder.setPlan(write(PlanCodec.encode(plan)));
        }
        return builder.build();
    }

    static EpochProof read(io.vigil.consensus.wire.v1.EpochProof proof) throws MalformedException {
        if (proof.getHeader().size() > HEADER_BYTES) {
            throw new MalformedException("header of " + proof.getHeader().size() + " bytes");
        }
        return new EpochProof(end(proof), bytes(proof.getHeader()), ValidatorSet.decode(bytes(proof.getNext())));
    }

    private static EpochEnd end(io.vigil.consensus.wire.v1.EpochProof proof) throws MalformedException {
        if (proof.getPlan().isEmpty()) {
            return read(proof.getCommit());
        }
        if (proof.hasCommit()) {
            throw new MalformedException("an epoch that ended by itself and by a plan");
        }
        return PlanCodec.decodeProof(bytes(proof.getPlan()));
    }

    static ByteString write(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.shared());
    }

    static ByteString write(Hash hash) {
        return write(hash.bytes());
    }

    static Bytes bytes(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    static Hash hash(ByteString bytes) throws MalformedException {
        if (bytes.size() != Hash.SIZE) {
            throw new MalformedException("hash of " + bytes.size() + " bytes");
        }
        return new Hash(bytes(bytes));
    }

    static Bytes signature(ByteString bytes) throws MalformedException {
        if (bytes.size() != BlsSignature.SIZE) {
            throw new MalformedException("signature of " + bytes.size() + " bytes");
        }
        return bytes(bytes);
    }

    static long number(long value, String what) throws MalformedException {
        if (value < 0) {
            throw new MalformedException(what + " above 2^63-1");
        }
        return value;
    }

    private static Signers signers(ByteString bitmap) throws MalformedException {
        try {
            return new Signers(bytes(bitmap));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("signers: " + e.getMessage(), e);
        }
    }
}
