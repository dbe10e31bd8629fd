package io.vigil.node.p2p;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.crypto.BlsSignature;
import java.nio.charset.StandardCharsets;

/** What a validator signs with its BLS key so that a node id is known to be its own. It names no time: it is signed once. */
public final class HelloClaim {
    private static final Bytes DOMAIN = Bytes.wrap("vigil/p2p/hello/v1".getBytes(StandardCharsets.US_ASCII));

    private HelloClaim() {}

    /** Domain ‖ node id ‖ genesis hash: no other statement of ours starts with this domain. */
    public static Bytes message(NodeId node, Hash genesis) {
        return Bytes.concat(DOMAIN, node.bytes(), genesis.bytes());
    }

    /** Whether {@code role} is proved for that node; there is nothing to prove for an observer. */
    public static boolean isProved(Role role, NodeId node, Hash genesis) {
        return switch (role) {
            case Role.Observer observer -> true;
            case Role.Validator(Bytes blsKey, Bytes signature) -> {
                try {
                    yield BlsSignature.parse(signature).verify(BlsPublicKey.parse(blsKey), message(node, genesis));
                } catch (MalformedException e) {
                    yield false;
                }
            }
        };
    }
}
