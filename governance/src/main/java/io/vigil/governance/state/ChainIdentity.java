package io.vigil.governance.state;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.nio.charset.StandardCharsets;

/** Which chain a signature is for. What is signed is keccak256(tag ‖ chain id ‖ genesis hash ‖ fields), tags filled up to 32 bytes. */
public record ChainIdentity(long chainId, Hash genesisHash) {
    private static final int TAG_BYTES = 32;

    /** @param tag ASCII, up to 32 characters, one for each kind of statement */
    public Bytes signBytes(String tag, Bytes fields) {
        Bytes name = Bytes.wrap(tag.getBytes(StandardCharsets.US_ASCII));
        Bytes padding = Bytes.wrap(new byte[TAG_BYTES - name.size()]);
        return Keccak.hash(Bytes.concat(name, padding, Bytes.ofLong(chainId), genesisHash.bytes(), fields))
                .bytes();
    }
}
