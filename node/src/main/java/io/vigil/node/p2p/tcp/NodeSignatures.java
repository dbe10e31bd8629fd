package io.vigil.node.p2p.tcp;

import io.vigil.node.p2p.NodeId;
import io.vigil.types.Bytes;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** Checks Ed25519 signatures (RFC 8032) of nodes, over where they are. Nothing of the chain is signed with a node key. */
final class NodeSignatures {
    private NodeSignatures() {}

    /** False also for a signer that is no point of the curve. */
    static boolean verify(NodeId signer, Bytes message, Bytes signature) {
        try {
            Ed25519Signer verifier = new Ed25519Signer();
            verifier.init(false, new Ed25519PublicKeyParameters(signer.bytes().shared(), 0));
            verifier.update(message.shared(), 0, message.size());
            return verifier.verifySignature(signature.shared());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
