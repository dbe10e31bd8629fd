package io.vigil.deposits.follow;

import io.vigil.deposits.Eth1Data;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether enough endpoints say what the own tree says before a vote is cast (D31): all of one, or two of three and more,
 * unless configured. One that says otherwise stops the cast, whoever is right.
 */
public final class CrossCheck {
    private CrossCheck() {}

    /** What one endpoint answered, raw and read. */
    public record Answer(String endpoint, ContractAnswer contract) {}

    /** The outcome. */
    public sealed interface Verdict {
        record Agreed(int endpoints) implements Verdict {}

        record TooFew(int endpoints, int needed, List<String> silent) implements Verdict {
            public TooFew {
                silent = List.copyOf(silent);
            }
        }

        /** All answers are kept: one of them proves who was wrong. */
        record Disagreed(Eth1Data own, List<Answer> answers) implements Verdict {
            public Disagreed {
                answers = List.copyOf(answers);
            }
        }
    }

    /** How many must agree by default. */
    public static int needed(int endpoints) {
        return endpoints >= 3 ? 2 : endpoints;
    }

    public static Verdict check(Eth1Data own, List<Endpoint> endpoints, int needed) {
        List<Answer> answers = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            try {
                answers.add(new Answer(endpoint.name(), endpoint.logs().contract(own.blockHash())));
            } catch (EndpointException e) {
                silent.add(endpoint.name() + ": " + e.getMessage());
            }
        }
        boolean differs = answers.stream()
                .anyMatch(answer -> answer.contract().count() != own.count()
                        || !answer.contract().root().equals(own.root()));
        if (differs) {
            return new Verdict.Disagreed(own, answers);
        }
        return answers.size() >= needed
                ? new Verdict.Agreed(answers.size())
                : new Verdict.TooFew(answers.size(), needed, silent);
    }
}
