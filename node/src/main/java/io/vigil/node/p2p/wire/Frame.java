package io.vigil.node.p2p.wire;

import io.vigil.node.p2p.AddressRecord;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.Role;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.List;
import java.util.Optional;

/** One frame of a link, decoded. */
public sealed interface Frame {
    /** The version of this protocol; nodes of different versions do not talk. */
    int PROTOCOL = 1;

    /** How many addresses one frame passes on. */
    int MAX_ADDRESSES = 64;

    int MAX_REASON_CHARS = 512;

    /**
     * Who speaks; the first frame in each direction.
     *
     * @param instance drawn at each start of the program
     * @param listenPort 0 if it does not listen
     * @param addresses its own signed address, or none
     * @param unixMillis the sender's clock
     */
    record Hello(
            int protocol,
            String client,
            long chainId,
            Hash genesis,
            long instance,
            int listenPort,
            List<AddressRecord> addresses,
            Role role,
            long unixMillis)
            implements Frame {
        public Hello {
            addresses = List.copyOf(addresses);
        }

        public Optional<AddressRecord> address() {
            return addresses.stream().findFirst();
        }
    }

    record Ping(long nonce) implements Frame {}

    record Pong(long nonce, long unixMillis) implements Frame {}

    /** @param totalBytes of the whole message in its first piece, else 0 */
    record Part(Channel channel, int totalBytes, Bytes content) implements Frame {}

    record Addresses(List<AddressRecord> records) implements Frame {
        public Addresses {
            records = List.copyOf(records);
        }
    }

    record Goodbye(String reason) implements Frame {}
}
