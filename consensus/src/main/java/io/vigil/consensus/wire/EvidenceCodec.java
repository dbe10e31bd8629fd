package io.vigil.consensus.wire;

import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.evidence.Offence;
import io.vigil.consensus.evidence.Testimony;
import io.vigil.consensus.evidence.Testimony.Committed;
import io.vigil.consensus.evidence.Testimony.GaveUp;
import io.vigil.consensus.evidence.Testimony.Proposed;
import io.vigil.consensus.evidence.Testimony.Voted;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.crypto.BlsSignature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Evidence as RLP: [offence, epoch, signer, first, second, header…]. A testimony is [1, view, block, signature] for a vote, [2, …] for a commit
 * vote, [3, view, highView, signature] for a timeout, [4, kind, view, block, parent, signature] for a proposal. The system input 0xf3 is a list of
 * them.
 */
public final class EvidenceCodec {
    /** In one block; more wait for the next. */
    public static final int MAX_PER_BLOCK = 16;

    /** Two headers, two testimonies. */
    public static final int MAX_BYTES = 2 * Evidence.MAX_HEADER_BYTES + 1024;

    private static final int VOTED = 1;
    private static final int COMMITTED = 2;
    private static final int GAVE_UP = 3;
    private static final int PROPOSED = 4;

    private EvidenceCodec() {}

    public static Bytes encode(Evidence evidence) {
        RlpWriter writer = new RlpWriter();
        write(writer, evidence);
        return writer.toBytes();
    }

    public static Evidence decode(Bytes encoded) throws MalformedException {
        if (encoded.size() > MAX_BYTES) {
            throw new MalformedException("evidence of " + encoded.size() + " bytes");
        }
        RlpReader reader = RlpReader.of(encoded);
        Evidence evidence = read(reader);
        reader.end();
        return evidence;
    }

    /** The data of system input 0xf3. @param all at least one and at most {@link #MAX_PER_BLOCK}, no two with one key */
    public static Bytes encodeInput(List<Evidence> all) {
        if (all.isEmpty() || all.size() > MAX_PER_BLOCK) {
            throw new IllegalArgumentException(all.size() + " pieces of evidence in a block");
        }
        return RlpWriter.listOf(list -> all.forEach(evidence -> write(list, evidence)));
    }

    public static List<Evidence> decodeInput(Bytes data) throws MalformedException {
        if (data.size() > MAX_PER_BLOCK * MAX_BYTES) {
            throw new MalformedException("evidence of " + data.size() + " bytes in a block");
        }
        RlpReader list = RlpReader.ofList(data);
        List<Evidence> all = new ArrayList<>();
        Set<Evidence.Key> keys = new HashSet<>();
        while (list.hasNext()) {
            Evidence evidence = read(list);
            if (all.size() == MAX_PER_BLOCK || !keys.add(evidence.key())) {
                throw new MalformedException("evidence " + all.size() + " of a block: too many, or told twice");
            }
            all.add(evidence);
        }
        if (all.isEmpty()) {
            throw new MalformedException("an empty list of evidence in a block");
        }
        return List.copyOf(all);
    }

    private static void write(RlpWriter writer, Evidence evidence) {
        writer.list(list -> {
            list.number(evidence.offence().number()).number(evidence.epoch()).number(evidence.signer());
            write(list, evidence.first());
            write(list, evidence.second());
            evidence.headers().forEach(list::bytes);
        });
    }

    private static void write(RlpWriter writer, Testimony testimony) {
        writer.list(list -> {
            switch (testimony) {
                case Voted vote -> list.number(VOTED).number(vote.view()).hash(vote.block());
                case Committed vote ->
                    list.number(COMMITTED).number(vote.view()).hash(vote.block());
                case GaveUp timeout ->
                    list.number(GAVE_UP).number(timeout.view()).number(timeout.highView());
                case Proposed proposal ->
                    list.number(PROPOSED)
                            .number(ProposalKinds.number(proposal.kind()))
                            .number(proposal.view())
                            .hash(proposal.block())
                            .hash(proposal.parent());
            }
            list.bytes(testimony.signature());
        });
    }

    private static Evidence read(RlpReader reader) throws MalformedException {
        RlpReader list = reader.list();
        Offence offence = offence(list.number());
        long epoch = list.number();
        long signer = list.number();
        if (signer >= ValidatorSet.MAX_MEMBERS) {
            throw new MalformedException("evidence against signer " + signer);
        }
        Testimony first = readTestimony(list);
        Testimony second = readTestimony(list);
        List<Bytes> headers = new ArrayList<>();
        while (list.hasNext() && headers.size() < 2) {
            headers.add(list.bytes());
        }
        list.end();
        try {
            return new Evidence(offence, epoch, (int) signer, first, second, headers);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("evidence: " + e.getMessage(), e);
        }
    }

    private static Testimony readTestimony(RlpReader reader) throws MalformedException {
        RlpReader list = reader.list();
        long kind = list.number();
        Testimony testimony = switch ((int) Math.min(kind, PROPOSED + 1)) {
            case VOTED -> new Voted(list.number(), list.hash(), signature(list));
            case COMMITTED -> new Committed(list.number(), list.hash(), signature(list));
            case GAVE_UP -> new GaveUp(list.number(), list.number(), signature(list));
            case PROPOSED ->
                new Proposed(
                        ProposalKinds.kind(list.number()), list.number(), list.hash(), list.hash(), signature(list));
            default -> throw new MalformedException("testimony of kind " + kind);
        };
        list.end();
        return testimony;
    }

    private static Bytes signature(RlpReader list) throws MalformedException {
        return list.bytes(BlsSignature.SIZE);
    }

    private static Offence offence(long number) throws MalformedException {
        for (Offence offence : Offence.values()) {
            if (offence.number() == number) {
                return offence;
            }
        }
        throw new MalformedException("evidence of offence " + number);
    }
}
