package io.vigil.node.deposits;

/**
 * What this node did about eth1 in blocks, for operators.
 *
 * @param voting the last vote that was cast, or why none is
 * @param including what the last own block took, or why it took none
 * @param votesCast by this node
 * @param withheld block votes withheld because of a false eth1 vote (D20)
 * @param unchecked adopting blocks that were voted for without being able to check them
 * @param contradicted different votes seen that the own tree contradicts (D25)
 */
public record ConductStatus(
        String voting, String including, long votesCast, long withheld, long unchecked, long contradicted) {
    static final ConductStatus NONE = new ConductStatus("has not led yet", "has not led yet", 0, 0, 0, 0);
}
