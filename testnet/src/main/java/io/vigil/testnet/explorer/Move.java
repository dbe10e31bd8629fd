package io.vigil.testnet.explorer;

import io.vigil.consensus.certificates.BlockCertificate;
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

    /** The same for moves that do the same to every member. */
    long print();

    /** It gives up waiting. */
    record TimeOut() implements Move {
        @Override
        public Station apply(Station before) {
            return before.timedOut();
        }

        @Override
        public long print() {
            return 1;
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
        public long print() {
            return 2;
        }

        @Override
        public String toString() {
            return "restarts";
        }
    }

    /** It dies, its operator signs a plan with its record, and it starts again behind the fence (G45). */
    record Sign(BlockCertificate certificate, boolean isLast) implements Move {
        @Override
        public Station apply(Station before) {
            return before.consented(certificate, isLast);
        }

        @Override
        public long print() {
            return Visited.mix(Visited.mix(isLast ? 21 : 20, certificate.view()), Blocks.key(certificate.block()));
        }

        @Override
        public String toString() {
            return "signs a plan that ends with view " + certificate.view() + ", " + name(certificate.block())
                    + (isLast ? " and brings other members" : "");
        }
    }

    /** It hears of a plan with a quorum, which begins the next epoch, perhaps anew (G43, G45c). */
    record Enter(Consent plan) implements Move {
        @Override
        public Station apply(Station before) {
            return before.entered(plan);
        }

        @Override
        public long print() {
            return Visited.mix(22, plan.print());
        }

        @Override
        public String toString() {
            return "enters the epoch of plan " + plan.sequence() + " upon view "
                    + plan.certificate().view() + ", " + name(plan.certificate().block())
                    + (plan.isLast() ? ", with other members" : "");
        }
    }

    record Hear(Certificate certificate) implements Move {
        @Override
        public Station apply(Station before) {
            return before.received(certificate);
        }

        @Override
        public long print() {
            return switch (certificate) {
                case QuorumCertificate quorum -> Move.print(3, quorum);
                case CommitCertificate commit -> Move.print(4, commit.quorum());
                case TimeoutCertificate timeout -> Move.print(timeout);
            };
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
        public long print() {
            Proposal what = proposal.statement();
            long kind = Visited.mix(5 + what.kind().ordinal(), what.view());
            long block = Visited.mix(kind, Blocks.key(what.block().hash()));
            return switch (what.grounds()) {
                case Grounds.Optimistic none -> block;
                case Justification.ByQuorum(var parent) -> Move.print(block, parent);
                case Justification.ByTimeout(var timeout, var parent) ->
                    Visited.mix(Move.print(block, parent), Move.print(timeout));
            };
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

    private static long print(long kind, BlockCertificate certificate) {
        long at = Visited.mix(kind, certificate.epoch() << 32 | certificate.view());
        return Visited.mix(at, Blocks.key(certificate.block()));
    }

    private static long print(TimeoutCertificate timeout) {
        return Visited.mix(print(6, timeout.high()), timeout.view() << 32 | timeout.highestReported());
    }

    private static String name(Hash block) {
        return block.toHex().substring(2, 8);
    }
}
