package io.vigil.governance.proposals;

import io.vigil.governance.state.Decoded;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import java.nio.charset.StandardCharsets;

/**
 * A proposal (G28).
 *
 * @param proposer the validator, or the account of someone who is none
 * @param deposit in wei; what a member does not pay
 * @param submitted height
 * @param endEpoch the epoch at whose fix it closes at the latest
 * @param quorumBps as it was at submission, like the next two
 * @param decidedEpoch the epoch in which {@code status} came to be
 * @param reason why it failed; else empty
 */
public record Proposal(
        long id,
        Content content,
        Address proposer,
        UInt256 deposit,
        long submitted,
        long submitEpoch,
        long endEpoch,
        long quorumBps,
        long supportBps,
        long consensusBps,
        Status status,
        long decidedEpoch,
        String reason) {
    static final int MAX_ENCODED_BYTES = 4 << 10;
    private static final int MAX_REASON_CHARACTERS = 200;

    public Proposal {
        reason = reason.substring(0, Math.min(MAX_REASON_CHARACTERS, reason.length()));
    }

    public Proposal with(Status next, long epoch, String why) {
        return new Proposal(
                id,
                content,
                proposer,
                deposit,
                submitted,
                submitEpoch,
                endEpoch,
                quorumBps,
                supportBps,
                consensusBps,
                next,
                epoch,
                why);
    }

    public Bytes encode() {
        return RlpWriter.listOf(list -> {
            list.number(id);
            content.write(list);
            list.address(proposer)
                    .number(deposit)
                    .number(submitted)
                    .number(submitEpoch)
                    .number(endEpoch)
                    .number(quorumBps)
                    .number(supportBps)
                    .number(consensusBps)
                    .number(status.ordinal())
                    .number(decidedEpoch)
                    .bytes(Bytes.wrap(reason.getBytes(StandardCharsets.UTF_8)));
        });
    }

    public static Decoded<Proposal> decode(Bytes encoded) {
        if (encoded.isEmpty()) {
            return new Decoded.Bad<>("no proposal");
        }
        try {
            RlpReader list = RlpReader.ofList(encoded);
            Proposal proposal = new Proposal(
                    list.number(),
                    Content.read(list),
                    list.address(),
                    list.uint256(),
                    list.number(),
                    list.number(),
                    list.number(),
                    list.number(),
                    list.number(),
                    list.number(),
                    status(list.number()),
                    list.number(),
                    new String(list.bytes().shared(), StandardCharsets.UTF_8));
            list.end();
            return new Decoded.Ok<>(proposal);
        } catch (MalformedException | IllegalArgumentException e) {
            return new Decoded.Bad<>(String.valueOf(e.getMessage()));
        }
    }

    private static Status status(long code) throws MalformedException {
        return Status.of(code).orElseThrow(() -> new MalformedException("status " + code));
    }
}
