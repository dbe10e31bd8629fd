package io.vigil.vm.state;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.vm.Fork;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Prepared code by hash for one fork, least recently used out first. Safe for many threads: it is asked once per account
 * and block.
 */
public final class CodeCache {
    /** 64 MiB hold some 2,000 contracts of average size several times over. */
    public static final long LIMIT_BYTES = 64L << 20;

    private final Instructions instructions;
    private final LinkedHashMap<Hash, Code> entries = new LinkedHashMap<>(256, 0.75f, true);
    private long heldBytes;

    public CodeCache(Fork fork) {
        this.instructions = Instructions.of(fork);
    }

    public synchronized Optional<Code> find(Hash hash) {
        return Optional.ofNullable(entries.get(hash));
    }

    /** Prepares code that is known by its hash and keeps it. */
    public Code add(Hash hash, Bytes bytes) {
        Code code = new Code(bytes, hash, instructions);
        synchronized (this) {
            if (entries.putIfAbsent(hash, code) == null) {
                heldBytes += code.weightBytes();
                trim();
            }
        }
        return code;
    }

    /** Prepares code that runs once, such as initcode, and does not keep it. */
    public Code prepare(Hash hash, Bytes bytes) {
        return new Code(bytes, hash, instructions);
    }

    private void trim() {
        var oldest = entries.values().iterator();
        while (heldBytes > LIMIT_BYTES && oldest.hasNext()) {
            heldBytes -= oldest.next().weightBytes();
            oldest.remove();
        }
    }
}
