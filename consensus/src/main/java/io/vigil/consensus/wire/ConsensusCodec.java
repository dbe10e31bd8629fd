package io.vigil.consensus.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.messages.Message.Limits;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.Grounds;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.v1.Envelope;
import io.vigil.consensus.wire.v1.Propose;
import io.vigil.consensus.wire.v1.Vote;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** Messages as protobuf, and back. Decoding is strict: one message has one encoding. */
public final class ConsensusCodec {
    /** No message is larger: a proposal with its body, or a hundred epoch proofs of large sets. */
    public static final int MAX_BYTES = Limits.BODY_BYTES + (1 << 20);

    private final BlockReader blocks;

    public ConsensusCodec(BlockReader blocks) {
        this.blocks = blocks;
    }

    public Bytes encode(Message message) {
        return Bytes.wrap(write(message).toByteArray());
    }

    /** @throws MalformedException if it is too large, no message, one that contradicts itself, or not written as {@link #encode} would */
    public Message decode(Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException("message of " + encoded.size() + " bytes");
        }
        Message message;
        try {
            message = read(Envelope.parseFrom(encoded.shared()));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("consensus message: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) { // a record refused its fields
            throw new MalformedException("consensus message: " + e.getMessage(), e);
        }
        if (!encode(message).equals(encoded)) {
            throw new MalformedException("consensus message not in its one encoding");
        }
        return message;
    }

    /** A certificate on its own, as stores keep it. */
    public static Bytes encodeCertificate(Certificate certificate) {
        return Bytes.wrap(CertificateCodec.write(certificate).toByteArray());
    }

    public static Certificate decodeCertificate(Bytes encoded) throws MalformedException {
        try {
            return CertificateCodec.read(io.vigil.consensus.wire.v1.Certificate.parseFrom(encoded.shared()));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("certificate: " + e.getMessage(), e);
        }
    }

    /** An epoch proof on its own, as stores and light clients keep it. */
    public static Bytes encodeEpochProof(EpochProof proof) {
        return Bytes.wrap(CertificateCodec.write(proof).toByteArray());
    }

    public static EpochProof decodeEpochProof(Bytes encoded) throws MalformedException {
        try {
            return CertificateCodec.read(io.vigil.consensus.wire.v1.EpochProof.parseFrom(encoded.shared()));
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedException("epoch proof: " + e.getMessage(), e);
        }
    }

    private static Envelope write(Message message) {
        Envelope.Builder envelope = Envelope.newBuilder();
        switch (message) {
            case Message.Propose(Signed<Proposal> proposal, Bytes body) -> envelope.setPropose(write(proposal, body));
            case Message.CastVote(Ballot ballot) ->
                envelope.setVote(Vote.newBuilder()
                        .setEpoch(ballot.epoch())
                        .setView(ballot.view())
                        .setBlock(CertificateCodec.write(ballot.block()))
                        .setSigner(ballot.signer())
                        .setSignature(CertificateCodec.write(ballot.signature())));
            case Message.CastCommitVote(Signed<CommitVote> vote) ->
                envelope.setCommitVote(io.vigil.consensus.wire.v1.CommitVote.newBuilder()
                        .setQuorum(CertificateCodec.write(vote.statement().quorum()))
                        .setSigner(vote.signer())
                        .setSignature(CertificateCodec.write(vote.signature())));
            case Message.GiveUp(Signed<Timeout> timeout) ->
                envelope.setTimeout(io.vigil.consensus.wire.v1.Timeout.newBuilder()
                        .setView(timeout.statement().view())
                        .setEntry(CertificateCodec.write(timeout.statement().entry()))
                        .setSigner(timeout.signer())
                        .setSignature(CertificateCodec.write(timeout.signature())));
            case Message.Certified(Certificate certificate) ->
                envelope.setCertificate(CertificateCodec.write(certificate));
            case Message.Status status -> envelope.setStatus(write(status));
            case Message.AskStatus(long nonce) ->
                envelope.setAskStatus(
                        io.vigil.consensus.wire.v1.AskStatus.newBuilder().setNonce(nonce));
            case Message.Wake(long epoch, long view, Bytes transaction) ->
                envelope.setWake(io.vigil.consensus.wire.v1.Wake.newBuilder()
                        .setEpoch(epoch)
                        .setView(view)
                        .setTransaction(CertificateCodec.write(transaction)));
            case Message.Epochs(List<EpochProof> proofs) -> {
                var epochs = io.vigil.consensus.wire.v1.Epochs.newBuilder();
                proofs.forEach(proof -> epochs.addProofs(CertificateCodec.write(proof)));
                envelope.setEpochs(epochs);
            }
            case Message.Accuse(Evidence evidence) ->
                envelope.setEvidence(CertificateCodec.write(EvidenceCodec.encode(evidence)));
        }
        return envelope.build();
    }

    private static Propose write(Signed<Proposal> signed, Bytes body) {
        Proposal proposal = signed.statement();
        Propose.Builder propose = Propose.newBuilder()
                .setKindValue(ProposalKinds.number(proposal.kind()))
                .setView(proposal.view())
                .setSigner(signed.signer())
                .setSignature(CertificateCodec.write(signed.signature()))
                .setBody(CertificateCodec.write(body));
        if (proposal.grounds() instanceof Justification why) {
            propose.setGrounds(CertificateCodec.write(why));
        }
        return propose.build();
    }

    private static io.vigil.consensus.wire.v1.Status write(Message.Status status) {
        var builder = io.vigil.consensus.wire.v1.Status.newBuilder()
                .setNonce(status.nonce())
                .setEpoch(status.epoch())
                .setView(status.view())
                .setCommittedHeight(status.committedHeight());
        status.certificates().forEach(certificate -> builder.addCertificates(CertificateCodec.write(certificate)));
        return builder.build();
    }

    private Message read(Envelope envelope) throws MalformedException {
        return switch (envelope.getKindCase()) {
            case PROPOSE -> read(envelope.getPropose());
            case VOTE -> read(envelope.getVote());
            case COMMIT_VOTE -> read(envelope.getCommitVote());
            case TIMEOUT -> read(envelope.getTimeout());
            case CERTIFICATE -> new Message.Certified(CertificateCodec.read(envelope.getCertificate()));
            case STATUS -> read(envelope.getStatus());
            case ASK_STATUS -> new Message.AskStatus(envelope.getAskStatus().getNonce());
            case WAKE -> read(envelope.getWake());
            case EPOCHS -> read(envelope.getEpochs());
            case EVIDENCE -> new Message.Accuse(EvidenceCodec.decode(CertificateCodec.bytes(envelope.getEvidence())));
            case KIND_NOT_SET -> throw new MalformedException("consensus message of no kind");
        };
    }

    private Message read(Propose propose) throws MalformedException {
        if (propose.getBody().size() > Limits.BODY_BYTES) {
            throw new MalformedException("body of " + propose.getBody().size() + " bytes");
        }
        Bytes body = CertificateCodec.bytes(propose.getBody());
        Grounds grounds = propose.hasGrounds() ? CertificateCodec.read(propose.getGrounds()) : new Grounds.Optimistic();
        Proposal proposal = new Proposal(
                ProposalKinds.kind(propose.getKindValue()),
                CertificateCodec.number(propose.getView(), "view"),
                blocks.read(body),
                grounds);
        return new Message.Propose(
                new Signed<>(proposal, signer(propose.getSigner()), CertificateCodec.signature(propose.getSignature())),
                body);
    }

    private static Message read(Vote vote) throws MalformedException {
        return new Message.CastVote(new Ballot(
                CertificateCodec.number(vote.getEpoch(), "epoch"),
                CertificateCodec.number(vote.getView(), "view"),
                CertificateCodec.hash(vote.getBlock()),
                signer(vote.getSigner()),
                CertificateCodec.signature(vote.getSignature())));
    }

    private static Message read(io.vigil.consensus.wire.v1.CommitVote vote) throws MalformedException {
        return new Message.CastCommitVote(new Signed<>(
                new CommitVote(CertificateCodec.read(vote.getQuorum())),
                signer(vote.getSigner()),
                CertificateCodec.signature(vote.getSignature())));
    }

    private static Message read(io.vigil.consensus.wire.v1.Timeout timeout) throws MalformedException {
        return new Message.GiveUp(new Signed<>(
                new Timeout(
                        CertificateCodec.number(timeout.getView(), "view"), CertificateCodec.read(timeout.getEntry())),
                signer(timeout.getSigner()),
                CertificateCodec.signature(timeout.getSignature())));
    }

    private static Message read(io.vigil.consensus.wire.v1.Status status) throws MalformedException {
        if (status.getCertificatesCount() > Limits.STATUS_CERTIFICATES) {
            throw new MalformedException("status with " + status.getCertificatesCount() + " certificates");
        }
        List<Certificate> certificates = new ArrayList<>();
        for (var certificate : status.getCertificatesList()) {
            certificates.add(CertificateCodec.read(certificate));
        }
        return new Message.Status(
                status.getNonce(),
                CertificateCodec.number(status.getEpoch(), "epoch"),
                CertificateCodec.number(status.getView(), "view"),
                CertificateCodec.number(status.getCommittedHeight(), "height"),
                certificates);
    }

    private static Message read(io.vigil.consensus.wire.v1.Wake wake) throws MalformedException {
        if (wake.getTransaction().size() > Limits.WAKE_BYTES) {
            throw new MalformedException(
                    "transaction of " + wake.getTransaction().size() + " bytes");
        }
        return new Message.Wake(
                CertificateCodec.number(wake.getEpoch(), "epoch"),
                CertificateCodec.number(wake.getView(), "view"),
                CertificateCodec.bytes(wake.getTransaction()));
    }

    private static Message read(io.vigil.consensus.wire.v1.Epochs epochs) throws MalformedException {
        if (epochs.getProofsCount() == 0 || epochs.getProofsCount() > Limits.EPOCH_PROOFS) {
            throw new MalformedException(epochs.getProofsCount() + " epoch proofs");
        }
        List<EpochProof> proofs = new ArrayList<>();
        for (var proof : epochs.getProofsList()) {
            proofs.add(CertificateCodec.read(proof));
        }
        return new Message.Epochs(proofs);
    }

    private static int signer(int index) throws MalformedException {
        if (index < 0 || index >= ValidatorSet.MAX_MEMBERS) {
            throw new MalformedException("signer " + Integer.toUnsignedString(index));
        }
        return index;
    }
}
