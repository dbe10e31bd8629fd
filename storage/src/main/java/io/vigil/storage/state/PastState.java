package io.vigil.storage.state;

import io.vigil.types.state.StateReader;

/** The answer to the wish for a state below the head. */
public sealed interface PastState {
    /** The caller keeps the view open while it reads. */
    record Found(StateReader state) implements PastState {}

    /** States below {@code floor} are not kept. */
    record Pruned(long floor) implements PastState {}

    /** So much changed since then that reading it would need more memory than one call may take. */
    record TooFar(long height) implements PastState {}
}
