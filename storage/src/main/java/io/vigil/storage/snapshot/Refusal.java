package io.vigil.storage.snapshot;

/** Carries a fault out of nested readers; never leaves this package. */
final class Refusal extends RuntimeException {
    private final transient Verdict.Faulty verdict;

    Refusal(Fault fault, int chunk, long offset, String what) {
        super(what, null, false, false);
        this.verdict = new Verdict.Faulty(fault, chunk, offset, what);
    }

    Verdict.Faulty verdict() {
        return verdict;
    }
}
