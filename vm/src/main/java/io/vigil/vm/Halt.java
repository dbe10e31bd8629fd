package io.vigil.vm;

/** Why an execution ended other than by STOP, RETURN or SELFDESTRUCT. The texts are geth's, which clients read. */
public enum Halt {
    /** The one halt that keeps the remaining gas and returns data. */
    REVERTED("execution reverted"),
    OUT_OF_GAS("out of gas"),
    CODE_STORE_OUT_OF_GAS("contract creation code storage out of gas"),
    STACK_UNDERFLOW("stack underflow"),
    STACK_OVERFLOW("stack limit reached 1024 (1023)"),
    INVALID_JUMP("invalid jump destination"),
    INVALID_OPCODE("invalid opcode: INVALID"),
    WRITE_PROTECTION("write protection"),
    RETURN_DATA_OUT_OF_BOUNDS("return data out of bounds"),
    CALL_DEPTH("max call depth exceeded"),
    INSUFFICIENT_BALANCE("insufficient balance for transfer"),
    NONCE_OVERFLOW("nonce uint64 overflow"),
    ADDRESS_COLLISION("contract address collision"),
    CODE_SIZE("max code size exceeded"),
    INITCODE_SIZE("max initcode size exceeded"),
    /** EIP-3541. */
    INVALID_CODE("invalid code: must not begin with 0xef"),
    PRECOMPILE_FAILED("precompiled contract refused its input"),
    /** The caller of a simulation asked it to end. */
    CANCELLED("execution aborted (timeout = 5s)");

    private final String text;

    Halt(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
