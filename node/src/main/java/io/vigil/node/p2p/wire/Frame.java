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
    /** The newest version of this protocol that this program speaks. */
    int PROTOCOL = 1;

    Versions SPOKEN = new Versions(PROTOCOL, PROTOCOL);

    /**
     * The versions of this protocol that a program speaks. A release speaks that of the one before it as well (G41), so that neighbours
     * talk while a network is upgraded node by node, or one of them goes back.
     */
    record Versions(int oldest, int newest) {
        public Versions {
            if (Integer.compareUnsigned(oldest, newest) > 0) {
                throw new IllegalArgumentException("versions from " + oldest + " to " + newest);
            }
        }

        /** Whether there is a version that both speak; the newest such is what they speak. */
        public boolean meets(Versions other) {
            return Integer.compareUnsigned(oldest, other.newest) <= 0
                    && Integer.compareUnsigned(other.oldest, newest) <= 0;
        }

        @Override
        public String toString() {
            String last = Integer.toUnsignedString(newest);
            return oldest == newest ? last : Integer.toUnsignedString(oldest) + " to " + last;
        }
    }

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
            Versions versions,
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
