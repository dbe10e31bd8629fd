package io.vigil.testnet.mutants;

import static io.vigil.testnet.mutants.Patch.agreement;
import static io.vigil.testnet.mutants.Patch.core;
import static io.vigil.testnet.mutants.Patch.harness;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every rule that is taken out is missed by a proof. The list of what killed each mutant is printed. */
class MutantsTest {
    private static final String RECORD = "safety/SafetyRecord.java";
    private static final String VOTE_RULES =
            "case Vote vote -> isAbove(vote, Kind.VOTE) && isAbove(vote, Kind.TIMEOUT); // V2, V3";

    private record Mutant(String name, Class<? extends Hunt> hunt, List<Patch> patches) {}

    @Test
    void everyRuleThatIsTakenOutIsMissed() throws ReflectiveOperationException {
        List<String> survivors = new ArrayList<>();
        List<Mutant> mutants = new ArrayList<>(ofTheStudy());
        mutants.addAll(ofTheAmendments());
        mutants.addAll(ofOurOwn());
        mutants.addAll(ofPlans());
        for (Mutant mutant : mutants) {
            String killer = Mutation.hunt(mutant.patches(), mutant.hunt());
            System.out.printf("%-52s %s%n", mutant.name(), killer.isEmpty() ? "SURVIVED" : killer);
            if (killer.isEmpty()) {
                survivors.add(mutant.name());
            }
        }
        assertThat(survivors).isEmpty();
        assertThat(mutants).hasSize(11 + 10 + 4 + 4);
    }

    /** The hunts find nothing in the rules as they are. */
    @Test
    void theRulesAsTheyAreSurvive() throws ReflectiveOperationException {
        for (Class<? extends Hunt> hunt : List.of(
                Hunt.LowReproposal.class,
                Hunt.EvidenceOfTwoEpochs.class,
                Hunt.EvidenceOfReproposal.class,
                Hunt.SilentRestart.class,
                Hunt.SignsTooSoon.class)) {
            Patch nothing = core(RECORD, "Nothing was ever signed.", "Nothing was signed.");
            assertThat(Mutation.hunt(List.of(nothing), hunt)).isEmpty();
        }
    }

    /** §2.11. */
    private static List<Mutant> ofTheStudy() {
        return List.of(
                mutant(
                        "V2: two votes in a view",
                        Hunt.Explored.class,
                        core(RECORD, VOTE_RULES, "case Vote vote -> isAbove(vote, Kind.TIMEOUT);"),
                        core(
                                "Rules.java",
                                " || state.hasVoted() || state.hasTimedOut()) {",
                                " || state.hasTimedOut()) {"),
                        core(
                                "Rules.java",
                                "for (State.Received received : state.proposalsOf(state.view)) {\n            Proposal",
                                "for (State.Received received :"
                                        + " state.proposalsOf(state.view).reversed().stream().limit(1).toList()) {\n"
                                        + "            Proposal")),
                mutant(
                        "V4b: a parent below the highest report",
                        Hunt.Explored.class,
                        core(
                                "statements/Justification.java",
                                "&& parent.view() >= timeout.highestReported() // V4b: never build below the highest"
                                        + " lock",
                                "")),
                mutant(
                        "V4b: a fallback without timeouts",
                        Hunt.Explored.class,
                        core(
                                "statements/Justification.java",
                                "return parent.view() == view - 1;",
                                "return parent.view() < view;")),
                mutant(
                        "C1: a commit vote after a timeout",
                        Hunt.Explored.class,
                        core(
                                RECORD,
                                "isAbove(vote, Kind.TIMEOUT) && isAbove(vote, Kind.COMMIT_VOTE); // C1, C2",
                                "isAbove(vote, Kind.COMMIT_VOTE);")),
                mutant(
                        "C3: a commit vote without its lock",
                        Hunt.Explored.class,
                        core(RECORD, "case CommitVote vote -> higher(vote.quorum());", "case CommitVote vote -> lock;"),
                        core(
                                "Consensus.java",
                                "safety.lastCommitVote().ifPresent(vote -> learner.learn(vote.quorum()));",
                                "")),
                mutant(
                        "lock: a timeout with an old one",
                        Hunt.Explored.class,
                        core(RECORD, "&& !isBelowLock(timeout);", ";"),
                        core(
                                "State.java",
                                ".map(timeout -> new Justification.ByTimeout(timeout, lock));",
                                ".map(timeout -> new Justification.ByTimeout(timeout, timeout.high()));")),
                mutant(
                        "lock: a vote does not raise it",
                        Hunt.Explored.class,
                        core(RECORD, "case Vote vote -> higher(vote.grounds().parent());", "case Vote vote -> lock;"),
                        core(
                                "Consensus.java",
                                "safety.lastVote().ifPresent(vote -> learner.learn(vote.grounds()));",
                                "")),
                mutant(
                        "rule B: views that do not follow each other",
                        Hunt.Explored.class,
                        core(
                                "Rules.java",
                                "QuorumCertificate first = state.quorums.get(second.view() - 1);",
                                "java.util.Map.Entry<Long, QuorumCertificate> below ="
                                        + " state.quorums.lowerEntry(second.view()); QuorumCertificate first = below =="
                                        + " null ? null : below.getValue();"),
                        core(
                                "certificates/CommitProof.java",
                                "if (second.view() != first.view() + 1 || second.epoch() != first.epoch()) {",
                                "if (second.epoch() != first.epoch()) {")),
                mutant(
                        "R1: a restart forgets the record",
                        Hunt.Explored.class,
                        core(
                                "State.java",
                                "this.safety = start.safety();",
                                "this.safety = SafetyRecord.empty(start.epoch().root());")),
                mutant(
                        "OPT: a vote before its parent is certified",
                        Hunt.Explored.class,
                        core(
                                "Rules.java",
                                "                        : Optional.empty();\n        };\n    }\n\n    /** V5",
                                "                        : Optional.of(new Justification.ByQuorum(new"
                                        + " QuorumCertificate(state.epoch.epoch(), state.view - 1,"
                                        + " proposal.block().parent(), io.vigil.consensus.certificates.Signers.NONE,"
                                        + " io.vigil.types.Bytes.EMPTY)));\n"
                                        + "        };\n"
                                        + "    }\n\n"
                                        + "    /** V5")),
                mutant(
                        "V3: a vote after a timeout",
                        Hunt.Explored.class,
                        core(RECORD, VOTE_RULES, "case Vote vote -> isAbove(vote, Kind.VOTE);"),
                        core(
                                "Rules.java",
                                " || state.hasVoted() || state.hasTimedOut()) {",
                                " || state.hasVoted()) {")));
    }

    /** Part E of the amendments. */
    private static List<Mutant> ofTheAmendments() {
        return List.of(
                mutant(
                        "A1: the lock outlives its epoch",
                        Hunt.ExploredOverEpochs.class,
                        core("State.java", "        lock = next.root();\n", "")),
                mutant(
                        "A3: the epoch proof is not durable",
                        Hunt.ExploredOverEpochs.class,
                        core("Learner.java", "out.add(new Effect.EnterEpoch(proof));", "")),
                mutant(
                        "A4: a reproposal below the highest report",
                        Hunt.LowReproposal.class,
                        core(
                                "statements/Justification.java",
                                "if (!opens(view) || parent().epoch() != block.epoch()) {",
                                "boolean again = block.view() < view && this instanceof ByTimeout by &&"
                                        + " by.timeout().view() == view - 1;\n"
                                        + "        if (!(again || opens(view)) || parent().epoch() != block.epoch()) {")),
                mutant(
                        "A4: no reproposal",
                        Hunt.Simulated.class,
                        core(
                                "Rules.java",
                                "if (isCommitted(last.hash()) || last.view() >= state.view) {",
                                "if (last.lastOfEpoch()) {")),
                mutant(
                        "A6: E3 over two epochs",
                        Hunt.EvidenceOfTwoEpochs.class,
                        core("evidence/Witness.java", "return ofEpoch != epoch || ofView", "return ofView")),
                mutant(
                        "A6: E4 for a reproposal",
                        Hunt.EvidenceOfReproposal.class,
                        core("evidence/Offence.java", "return blockView == vote.view() && timeout", "return timeout")),
                mutant(
                        "A7: block bytes are not durable",
                        Hunt.Simulated.class,
                        harness(
                                "SimulatedNode.java",
                                "        disk.sync();\n        if (simulation",
                                "        if (simulation")),
                mutant(
                        "A15: signing again one epoch after a loss",
                        Hunt.SignsTooSoon.class,
                        agreement("Rejoin.java", "decided.accept(highest + 2);", "decided.accept(highest + 1);"),
                        agreement("Rejoin.java", "signsFrom = highest + 2;", "signsFrom = highest + 1;")),
                mutant(
                        "R3: no proof of entry after a restart",
                        Hunt.Explored.class,
                        core(
                                "Consensus.java",
                                "safety.lastVote().ifPresent(vote -> learner.learn(vote.grounds()));",
                                ""),
                        core(
                                "Consensus.java",
                                "safety.lastTimeout().ifPresent(timeout -> learner.learn(timeout.entry()));",
                                "")),
                mutant(
                        "R4: own words do not return after a restart",
                        Hunt.SilentRestart.class,
                        core(
                                "Consensus.java",
                                "            repeatOwnWords();\n        }\n    }\n",
                                "        }\n    }\n")));
    }

    /** G43–G46. */
    private static List<Mutant> ofPlans() {
        String rules = "safety/PlanRules.java";
        return List.of(
                mutant(
                        "plan: signed below one's own lock",
                        Hunt.ExploredWithPlans.class,
                        core(
                                rules,
                                "&& record.lock().view() > plan.certificate().view();",
                                "&& record.lock().view() < 0;")),
                mutant(
                        "plan: no fence behind it",
                        Hunt.ExploredWithPlans.class,
                        core(
                                RECORD,
                                "if (fence.forbids(statement.epoch())) {",
                                "if (fence.forbids(Long.MAX_VALUE)) {")),
                mutant(
                        "plan: the fence holds votes and not commit votes",
                        Hunt.ExploredWithPlans.class,
                        core(
                                RECORD,
                                "if (fence.forbids(statement.epoch())) {",
                                "if (fence.forbids(statement.epoch()) && !(statement instanceof CommitVote)) {")),
                mutant(
                        "plan: a vote does not raise the lock that is signed",
                        Hunt.ExploredWithPlans.class,
                        core(RECORD, "case CommitVote vote -> higher(vote.quorum());", "case CommitVote vote -> lock;"),
                        core(RECORD, "case Vote vote -> higher(vote.grounds().parent());", "case Vote vote -> lock;")));
    }

    private static List<Mutant> ofOurOwn() {
        return List.of(
                mutant(
                        "restart order: words leave before the record",
                        Hunt.Simulated.class,
                        harness(
                                "SimulatedNode.java",
                                "disk.storeRecord(next);",
                                "simulation.after(0, () -> disk.storeRecord(disk.record()));")),
                mutant(
                        "epoch boundary: a last block gets children",
                        Hunt.ExploredOverEpochs.class,
                        core(
                                "Rules.java",
                                "return !parent.lastOfEpoch() || parent.hash().equals(state.epoch.root().block());",
                                "return true;")),
                mutant(
                        "evidence: an honest timeout denies a commit",
                        Hunt.Simulated.class,
                        core(
                                "evidence/Offence.java",
                                "&& timeout.highView() < vote.view();",
                                "&& timeout.highView() <= vote.view();")),
                mutant(
                        "catch-up: one view per certificate",
                        Hunt.Explored.class,
                        core(
                                "Learner.java",
                                "            enter(view + 1, quorum);",
                                "            enter(state.view + 1, quorum);")));
    }

    private static Mutant mutant(String name, Class<? extends Hunt> hunt, Patch... patches) {
        return new Mutant(name, hunt, List.of(patches));
    }
}
