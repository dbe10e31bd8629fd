package io.vigil.testnet.explorer;

import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.statements.Grounds;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.types.Hash;

/** Something that happens to one member: one event of its core, or its death. */
sealed interface Move {
    Station apply(Station before);

    /** It gives up waiting. */
    record TimeOut() implements Move {
        @Override
        public Station apply(Station before) {
            return before.timedOut();
        }

        @Override
        public String toString() {
            return "times out";
        }
    }

    /** It dies after its last step and starts again. */
    record Restart() implements Move {
        @Override
        public Station apply(Station before) {
            return before.restarted();
        }

        @Override
        public String toString() {
            return "restarts";
        }
    }

    record Hear(Certificate certificate) implements Move {
        @Override
        public Station apply(Station before) {
            return before.received(certificate);
        }

        @Override
        public String toString() {
            return "hears of "
                    + switch (certificate) {
                        case QuorumCertificate quorum -> "QC(" + quorum.view() + ", " + name(quorum.block()) + ")";
                        case CommitCertificate commit -> "CC(" + commit.view() + ", " + name(commit.block()) + ")";
                        case TimeoutCertificate timeout ->
                            "TC(" + timeout.view() + ", highest " + timeout.highestReported() + ")";
                    };
        }
    }

    record Get(Signed<Proposal> proposal) implements Move {
        @Override
        public Station apply(Station before) {
            return before.received(proposal);
        }

        @Override
        public String toString() {
            Proposal what = proposal.statement();
            String why = switch (what.grounds()) {
                case Grounds.Optimistic none -> "";
                case Justification.ByQuorum(var parent) -> " by QC(" + parent.view() + ")";
                case Justification.ByTimeout(var timeout, var parent) ->
                    " by TC(" + timeout.view() + ", highest " + timeout.highestReported() + ") and QC(" + parent.view()
                            + ")";
            };
            return "gets " + what.kind() + " " + name(what.block().hash()) + " of view " + what.view() + " on "
                    + name(what.block().parent()) + why;
        }
    }

    private static String name(Hash block) {
        return block.toHex().substring(2, 8);
    }
}
