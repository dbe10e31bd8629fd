package io.vigil.vm.state;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.vm.Fork;
import org.jspecify.annotations.Nullable;

/**
 * Bytecode prepared to run: a copy padded with zeros (STOP), so that the loop never asks whether the code ends, with
 * internal instructions in place of unknown ones and of frequent pairs, and a map of jump destinations. Addresses of
 * instructions stay what they were.
 */
public final class Code {
    public static final Code EMPTY = new Code(Bytes.EMPTY, Keccak.EMPTY_HASH, Instructions.of(Fork.BERLIN));

    /** EIP-7702. */
    private static final Bytes DELEGATION = Bytes.of(0xef, 0x01, 0x00);

    private final Bytes bytes;
    private final Hash hash;
    private final Instructions instructions;
    private final byte[] program;
    private final long[] destinations;

    Code(Bytes bytes, Hash hash, Instructions instructions) {
        this.bytes = bytes;
        this.hash = hash;
        this.instructions = instructions;
        this.destinations = new long[(bytes.size() >> 6) + 1];
        this.program = instructions.prepare(bytes.shared(), destinations);
    }

    public Bytes bytes() {
        return bytes;
    }

    public Hash hash() {
        return hash;
    }

    public int size() {
        return bytes.size();
    }

    /** What the loop runs; not to be written to. */
    public byte[] program() {
        return program;
    }

    /** The program without internal instructions, made anew: for tracing. */
    public byte[] plainProgram() {
        return instructions.plain(bytes.shared());
    }

    /** One bit per byte of code that is a JUMPDEST; not to be written to. */
    public long[] destinations() {
        return destinations;
    }

    /** Bytes of memory that this takes, about. */
    long weightBytes() {
        return 200 + 2L * bytes.size() + bytes.size() / 8;
    }

    public static boolean isDelegation(Bytes code) {
        return code.size() == 23 && code.startsWith(DELEGATION);
    }

    public static Bytes delegationTo(io.vigil.types.Address target) {
        return Bytes.concat(DELEGATION, target.bytes());
    }

    /** The account that runs in place of this code's own, or null (EIP-7702). */
    public @Nullable Bytes delegate() {
        return isDelegation(bytes) ? bytes.slice(3, 20) : null;
    }
}
