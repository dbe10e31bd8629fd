package io.vigil.consensus;

import java.util.ArrayList;
import java.util.List;

/** The effects of one step, in order. */
final class Outbox {
    private List<Effect> effects = new ArrayList<>();

    void add(Effect effect) {
        effects.add(effect);
    }

    List<Effect> take() {
        List<Effect> taken = List.copyOf(effects);
        effects = new ArrayList<>();
        return taken;
    }
}
