package io.vigil.node.quarantine;

import io.vigil.types.Hash;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps nothing and objects to nothing. */
public final class NoGuard implements Guard {
    @Override
    public Optional<String> objection(Hash transaction, Phase phase) {
        return Optional.empty();
    }

    @Override
    public void begin(Hash transaction) {}

    @Override
    public void end() {}

    @Override
    public String failed(Hash transaction, String what, Supplier<Bundle> bundle) {
        return what;
    }
}
