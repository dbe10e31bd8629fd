package io.vigil.vm.interpreter;

/** How an account comes to run. */
public enum CallKind {
    CALL,
    CALLCODE,
    DELEGATECALL,
    STATICCALL,
    CREATE,
    CREATE2,
    SELFDESTRUCT
}
