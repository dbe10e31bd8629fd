package io.vigil.vm;

/**
 * The table of instructions: byte, name, words taken and given, and the gas that is charged whatever the operands are
 * (what depends on operands or on warmth comes on top). Which of them a fork knows is the fork's.
 */
public final class Opcodes {
    private static final Opcodes TABLE = new Opcodes();

    private final String[] names = new String[256];
    private final int[] pops = new int[256];
    private final int[] pushes = new int[256];
    private final int[] gas = new int[256];

    private Opcodes() {
        for (int op = 0; op < 256; op++) {
            names[op] = "opcode 0x" + Integer.toHexString(op) + " not defined";
        }
        define(0x00, "STOP", 0, 0, 0);
        define(0x01, "ADD", 2, 1, 3);
        define(0x02, "MUL", 2, 1, 5);
        define(0x03, "SUB", 2, 1, 3);
        define(0x04, "DIV", 2, 1, 5);
        define(0x05, "SDIV", 2, 1, 5);
        define(0x06, "MOD", 2, 1, 5);
        define(0x07, "SMOD", 2, 1, 5);
        define(0x08, "ADDMOD", 3, 1, 8);
        define(0x09, "MULMOD", 3, 1, 8);
        define(0x0a, "EXP", 2, 1, 10);
        define(0x0b, "SIGNEXTEND", 2, 1, 5);
        define(0x10, "LT", 2, 1, 3);
        define(0x11, "GT", 2, 1, 3);
        define(0x12, "SLT", 2, 1, 3);
        define(0x13, "SGT", 2, 1, 3);
        define(0x14, "EQ", 2, 1, 3);
        define(0x15, "ISZERO", 1, 1, 3);
        define(0x16, "AND", 2, 1, 3);
        define(0x17, "OR", 2, 1, 3);
        define(0x18, "XOR", 2, 1, 3);
        define(0x19, "NOT", 1, 1, 3);
        define(0x1a, "BYTE", 2, 1, 3);
        define(0x1b, "SHL", 2, 1, 3);
        define(0x1c, "SHR", 2, 1, 3);
        define(0x1d, "SAR", 2, 1, 3);
        define(0x1e, "CLZ", 1, 1, 5);
        define(0x20, "KECCAK256", 2, 1, 30);
        define(0x30, "ADDRESS", 0, 1, 2);
        define(0x31, "BALANCE", 1, 1, 0);
        define(0x32, "ORIGIN", 0, 1, 2);
        define(0x33, "CALLER", 0, 1, 2);
        define(0x34, "CALLVALUE", 0, 1, 2);
        define(0x35, "CALLDATALOAD", 1, 1, 3);
        define(0x36, "CALLDATASIZE", 0, 1, 2);
        define(0x37, "CALLDATACOPY", 3, 0, 3);
        define(0x38, "CODESIZE", 0, 1, 2);
        define(0x39, "CODECOPY", 3, 0, 3);
        define(0x3a, "GASPRICE", 0, 1, 2);
        define(0x3b, "EXTCODESIZE", 1, 1, 0);
        define(0x3c, "EXTCODECOPY", 4, 0, 0);
        define(0x3d, "RETURNDATASIZE", 0, 1, 2);
        define(0x3e, "RETURNDATACOPY", 3, 0, 3);
        define(0x3f, "EXTCODEHASH", 1, 1, 0);
        define(0x40, "BLOCKHASH", 1, 1, 20);
        define(0x41, "COINBASE", 0, 1, 2);
        define(0x42, "TIMESTAMP", 0, 1, 2);
        define(0x43, "NUMBER", 0, 1, 2);
        define(0x44, "PREVRANDAO", 0, 1, 2);
        define(0x45, "GASLIMIT", 0, 1, 2);
        define(0x46, "CHAINID", 0, 1, 2);
        define(0x47, "SELFBALANCE", 0, 1, 5);
        define(0x48, "BASEFEE", 0, 1, 2);
        define(0x49, "BLOBHASH", 1, 1, 3);
        define(0x4a, "BLOBBASEFEE", 0, 1, 2);
        define(0x50, "POP", 1, 0, 2);
        define(0x51, "MLOAD", 1, 1, 3);
        define(0x52, "MSTORE", 2, 0, 3);
        define(0x53, "MSTORE8", 2, 0, 3);
        define(0x54, "SLOAD", 1, 1, 0);
        define(0x55, "SSTORE", 2, 0, 0);
        define(0x56, "JUMP", 1, 0, 8);
        define(0x57, "JUMPI", 2, 0, 10);
        define(0x58, "PC", 0, 1, 2);
        define(0x59, "MSIZE", 0, 1, 2);
        define(0x5a, "GAS", 0, 1, 2);
        define(0x5b, "JUMPDEST", 0, 0, 1);
        define(0x5c, "TLOAD", 1, 1, 100);
        define(0x5d, "TSTORE", 2, 0, 100);
        define(0x5e, "MCOPY", 3, 0, 3);
        define(0x5f, "PUSH0", 0, 1, 2);
        define(0xa0, "LOG0", 2, 0, 375);
        define(0xa1, "LOG1", 3, 0, 750);
        define(0xa2, "LOG2", 4, 0, 1125);
        define(0xa3, "LOG3", 5, 0, 1500);
        define(0xa4, "LOG4", 6, 0, 1875);
        define(0xf0, "CREATE", 3, 1, 32000);
        define(0xf1, "CALL", 7, 1, 0);
        define(0xf2, "CALLCODE", 7, 1, 0);
        define(0xf3, "RETURN", 2, 0, 0);
        define(0xf4, "DELEGATECALL", 6, 1, 0);
        define(0xf5, "CREATE2", 4, 1, 32000);
        define(0xfa, "STATICCALL", 6, 1, 0);
        define(0xfd, "REVERT", 2, 0, 0);
        define(0xfe, "INVALID", 0, 0, 0);
        define(0xff, "SELFDESTRUCT", 1, 0, 5000);
        for (int n = 1; n <= 32; n++) {
            define(0x5f + n, "PUSH" + n, 0, 1, GasSchedule.VERY_LOW);
        }
        for (int n = 1; n <= 16; n++) {
            define(0x7f + n, "DUP" + n, n, n + 1, GasSchedule.VERY_LOW);
            define(0x8f + n, "SWAP" + n, n + 1, n + 1, GasSchedule.VERY_LOW);
        }
    }

    private void define(int op, String name, int taken, int given, int price) {
        names[op] = name;
        pops[op] = taken;
        pushes[op] = given;
        gas[op] = price;
    }

    public static String name(int op) {
        return TABLE.names[op];
    }

    /** Words that must be on the stack. */
    public static int pops(int op) {
        return TABLE.pops[op];
    }

    public static int pushes(int op) {
        return TABLE.pushes[op];
    }

    /** The part of the price that is the same for all operands. */
    public static int gas(int op) {
        return TABLE.gas[op];
    }
}
