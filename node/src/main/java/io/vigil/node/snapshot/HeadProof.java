package io.vigil.node.snapshot;

import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.sync.FinalityProof;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import java.util.ArrayList;
import java.util.List;

/**
 * What a snapshot says of its block beside the header. It has one encoding, so every bit of it counts.
 *
 * @param headers those after the block up to the one that {@code certificate} names
 * @param body transactions and system inputs, as {@link ChainStore#encodeBody} writes them
 */
record HeadProof(CommitCertificate certificate, List<Header> headers, Bytes body) {
    HeadProof {
        headers = List.copyOf(headers);
    }

    Bytes encode() {
        return RlpWriter.listOf(out -> out.bytes(ConsensusCodec.encodeCertificate(certificate))
                .list(list -> headers.forEach(header -> list.encoded(header.encode())))
                .encoded(body));
    }

    static HeadProof decode(Bytes encoded) throws MalformedException {
        RlpReader in = RlpReader.ofList(encoded);
        Certificate certificate = ConsensusCodec.decodeCertificate(in.bytes());
        if (!(certificate instanceof CommitCertificate commit)) {
            throw new MalformedException("proof of finality is no commit certificate");
        }
        List<Header> headers = new ArrayList<>();
        RlpReader list = in.list();
        while (list.hasNext()) {
            if (headers.size() == FinalityProof.MAX_HEADERS) {
                throw new MalformedException("more than " + FinalityProof.MAX_HEADERS + " headers up to a certificate");
            }
            headers.add(Header.decode(list.encoded()));
        }
        HeadProof proof = new HeadProof(commit, headers, in.encoded());
        in.end();
        if (!proof.encode().equals(encoded)) {
            throw new MalformedException("proof of finality is not in its one encoding");
        }
        return proof;
    }

    /** The whole block; that its body fits the header is not asked here. */
    Block block(Header header) throws MalformedException {
        return Block.decode(ChainStore.join(header, body));
    }
}
