package io.vigil.consensus.statements;

/** What a proposal stands on. */
public sealed interface Grounds permits Grounds.Optimistic, Justification {
    /** Sent before its parent was certified; nobody votes for it until it is (§2.6). */
    record Optimistic() implements Grounds {}
}
