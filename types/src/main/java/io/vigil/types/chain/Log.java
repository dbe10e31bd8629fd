package io.vigil.types.chain;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.util.List;

/**
 * What a contract reported while it ran.
 *
 * @param topics at most 4
 */
public record Log(Address address, List<Hash> topics, Bytes data) {
    public static final int MAX_TOPICS = 4;

    public Log {
        topics = List.copyOf(topics);
        if (topics.size() > MAX_TOPICS) {
            throw new IllegalArgumentException("a log has at most 4 topics, not " + topics.size());
        }
    }

    public void write(RlpWriter writer) {
        writer.list(log ->
                log.address(address).list(list -> topics.forEach(list::hash)).bytes(data));
    }

    public static Log read(RlpReader reader) throws MalformedException {
        RlpReader log = reader.list();
        Address address = log.address();
        List<Hash> topics = Lists.read(log.list(), RlpReader::hash);
        if (topics.size() > MAX_TOPICS) {
            throw new MalformedException("a log has at most 4 topics, not " + topics.size());
        }
        Bytes data = log.bytes();
        log.end();
        return new Log(address, topics, data);
    }
}
