package io.vigil.node.quarantine;

import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.StateReader;
import java.util.Optional;
import java.util.function.Supplier;

/** Keeps nothing and objects to nothing. */
public final class NoGuard implements Guard {
    @Override
    public Optional<String> objection(Hash transaction, Phase phase) {
        return Optional.empty();
    }

    @Override
    public StateReader begin(Block block, StateReader parent) {
        return parent;
    }

    @Override
    public void begin(Transaction transaction) {}

    @Override
    public void end() {}

    @Override
    public String failed(Hash transaction, String what, Supplier<Bundle> bundle) {
        return what;
    }
}
