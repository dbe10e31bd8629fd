package io.vigil.vm.statetest;

/**
 * What came of one case.
 *
 * @param why empty if it passed
 */
public record Verdict(String file, String name, String fork, String why) {
    public boolean passed() {
        return why.isEmpty();
    }

    /** {@code pass FILE CASE FORK} or {@code fail FILE CASE FORK: why}. */
    public String line() {
        String place = file + " " + name + " " + fork;
        return passed() ? "pass " + place : "fail " + place + ": " + why;
    }
}
