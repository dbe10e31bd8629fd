package io.vigil.timesync;

import java.util.function.Consumer;

/** Asks the servers of one tier. A new kind of source is one implementation and one {@link Mode}. */
public interface TimeSource {
    /**
     * Asks every server once and hands over each {@link Answer} as it comes; returns when the round is over. May block
     * for seconds; never throws because of what a server sends.
     */
    void measure(Consumer<Answer> answers);

    /** Forgets everything measured: the machine slept or its clock was stepped. */
    void forget();
}
