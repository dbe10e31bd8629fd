package io.vigil.governance.epoch;

import io.vigil.governance.parameters.Parameters;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.util.List;

/**
 * Everything of the next epoch, as fixed K blocks before the end of this one; nothing changes it any more (G1).
 *
 * @param end number of its last block
 */
public record NextEpoch(long epoch, long version, long end, List<Member> set, Parameters parameters) {
    public NextEpoch {
        set = List.copyOf(set);
    }

    Bytes encode() {
        return RlpWriter.listOf(list -> list.number(epoch)
                .number(version)
                .number(end)
                .list(members -> Member.write(members, set))
                .encoded(parameters.encode()));
    }

    static NextEpoch decode(Bytes encoded) throws MalformedException {
        RlpReader list = RlpReader.ofList(encoded);
        NextEpoch next = new NextEpoch(
                list.number(),
                list.number(),
                list.number(),
                Member.read(list.list()),
                Parameters.decode(list.encoded()));
        list.end();
        return next;
    }
}
