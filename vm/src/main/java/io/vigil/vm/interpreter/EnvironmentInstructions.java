package io.vigil.vm.interpreter;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.GasSchedule;
import io.vigil.vm.instruction.Arithmetic;
import io.vigil.vm.state.AccountEntry;

/** What a contract can ask about its call, accounts and the block; and the rare arithmetic. */
final class EnvironmentInstructions {
    /** BLOCKHASH reaches this many blocks back. */
    private static final int HASHES = 256;

    private final Interpreter machine;

    EnvironmentInstructions(Interpreter machine) {
        this.machine = machine;
    }

    int power(Frame f) {
        int bytes = (Arithmetic.bitLength(machine.stack, f.sp - 8) + 7) / 8;
        f.gas -= (long) GasSchedule.EXP_BYTE * bytes;
        if (f.gas < 0) {
            return Status.OUT_OF_GAS;
        }
        Arithmetic.power(machine.stack, f.sp);
        f.sp -= 4;
        return Status.CONTINUE;
    }

    int leadingZeros(Frame f) {
        Arithmetic.leadingZeros(machine.stack, f.sp);
        return Status.CONTINUE;
    }

    int gas(Frame f) {
        put(f.sp, f.gas);
        f.sp += 4;
        return Status.CONTINUE;
    }

    int ofFrame(int op, Frame f) {
        switch (op) {
            case 0x30 -> f.self().addressTo(machine.stack, f.sp);
            case 0x32 -> put(f.sp, machine.origin.bytes());
            case 0x33 -> f.caller().addressTo(machine.stack, f.sp);
            case 0x34 -> put(f.sp, f.value);
            case 0x36 -> put(f.sp, f.inputLength);
            case 0x38 -> put(f.sp, f.code.size());
            case 0x3a -> put(f.sp, machine.gasPrice);
            case 0x3d -> put(f.sp, f.returnLength);
            default -> throw new IllegalStateException("instruction " + op);
        }
        f.sp += 4;
        return Status.CONTINUE;
    }

    /** BALANCE, EXTCODESIZE, EXTCODEHASH. */
    int ofAccount(int op, Frame f) {
        AccountEntry entry = accountAt(f.sp - 4);
        f.gas -= machine.world.warm(entry) ? GasSchedule.COLD_ACCOUNT : GasSchedule.WARM;
        if (f.gas < 0) {
            return Status.OUT_OF_GAS;
        }
        switch (op) {
            case 0x31 -> put(f.sp - 4, entry.balance());
            case 0x3b ->
                put(f.sp - 4, entry.hasCode() ? machine.world.code(entry).size() : 0);
            default ->
                put(f.sp - 4, entry.isEmpty() ? Bytes.EMPTY : entry.codeHash().bytes());
        }
        return Status.CONTINUE;
    }

    int ofBlock(int op, Frame f) {
        BlockEnvironment block = machine.block;
        switch (op) {
            case 0x41 -> put(f.sp, block.beneficiary().bytes());
            case 0x42 -> put(f.sp, block.timestamp());
            case 0x43 -> put(f.sp, block.number());
            case 0x44 -> put(f.sp, block.prevRandao().bytes());
            case 0x45 -> put(f.sp, block.gasLimit());
            case 0x46 -> put(f.sp, block.chainId());
            case 0x47 -> put(f.sp, f.self().balance());
            case 0x48 -> put(f.sp, block.baseFee());
            case 0x4a -> put(f.sp, machine.blobBaseFee);
            default -> throw new IllegalStateException("instruction " + op);
        }
        f.sp += 4;
        return Status.CONTINUE;
    }

    int blockHash(Frame f) {
        int at = f.sp - 4;
        long[] s = machine.stack;
        long number = s[at];
        long current = machine.block.number();
        boolean known = (s[at + 1] | s[at + 2] | s[at + 3]) == 0
                && number >= 0
                && number < current
                && number >= current - HASHES;
        put(at, known ? machine.block.hashes().hash(number).bytes() : Bytes.EMPTY);
        return Status.CONTINUE;
    }

    int blobHash(Frame f) {
        int at = f.sp - 4;
        long[] s = machine.stack;
        long index = s[at];
        boolean known = (s[at + 1] | s[at + 2] | s[at + 3]) == 0 && index >= 0 && index < machine.blobHashes.size();
        put(at, known ? machine.blobHashes.get((int) index).bytes() : Bytes.EMPTY);
        return Status.CONTINUE;
    }

    /** The account that the word at {@code at} names; its upper 96 bits are ignored. */
    AccountEntry accountAt(int at) {
        long[] s = machine.stack;
        return machine.world.account(s[at + 2], s[at + 1], s[at]);
    }

    private void put(int at, long value) {
        long[] s = machine.stack;
        s[at] = value;
        s[at + 1] = 0;
        s[at + 2] = 0;
        s[at + 3] = 0;
    }

    private void put(int at, UInt256 value) {
        long[] s = machine.stack;
        s[at] = value.limb0();
        s[at + 1] = value.limb1();
        s[at + 2] = value.limb2();
        s[at + 3] = value.limb3();
    }

    /** Up to 32 bytes, big-endian. */
    private void put(int at, Bytes bytes) {
        if (bytes.size() == Hash.SIZE) {
            long[] s = machine.stack;
            s[at] = bytes.getLong(24);
            s[at + 1] = bytes.getLong(16);
            s[at + 2] = bytes.getLong(8);
            s[at + 3] = bytes.getLong(0);
        } else if (bytes.size() == Address.SIZE) {
            long[] s = machine.stack;
            s[at] = bytes.getLong(12);
            s[at + 1] = bytes.getLong(4);
            s[at + 2] = bytes.getLong(0) >>> 32;
            s[at + 3] = 0;
        } else {
            put(at, UInt256.of(bytes));
        }
    }
}
