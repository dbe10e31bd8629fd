package io.vigil.governance.state;

import java.util.Optional;

/** A record of the state as it was read: states can hold anything, and no reader may throw over it (G5). */
public sealed interface Decoded<T> {
    record Ok<T>(T value) implements Decoded<T> {}

    /** @param reason in words for an operator */
    record Bad<T>(String reason) implements Decoded<T> {}

    default Optional<T> ok() {
        return switch (this) {
            case Ok<T>(T value) -> Optional.of(value);
            case Bad<T> bad -> Optional.empty();
        };
    }
}
