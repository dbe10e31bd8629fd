package io.vigil.testnet.mutants;

/** One exact replacement in one source file; a text that is not there, or there twice, fails the test: the mutant must be written anew. */
record Patch(String file, String from, String to) {
    static final String CONSENSUS = "../consensus/src/main/java/io/vigil/consensus/";
    static final String AGREEMENT = "../node/src/main/java/io/vigil/node/agreement/";
    static final String SIMULATION = "src/main/java/io/vigil/testnet/simulation/";

    static Patch agreement(String file, String from, String to) {
        return new Patch(AGREEMENT + file, from, to);
    }

    static Patch core(String file, String from, String to) {
        return new Patch(CONSENSUS + file, from, to);
    }

    static Patch harness(String file, String from, String to) {
        return new Patch(SIMULATION + file, from, to);
    }

    String apply(String source) {
        int at = source.indexOf(from);
        if (at < 0 || source.indexOf(from, at + 1) >= 0) {
            throw new IllegalStateException(file + " does not hold exactly once: " + from);
        }
        return source.substring(0, at) + to + source.substring(at + from.length());
    }
}
