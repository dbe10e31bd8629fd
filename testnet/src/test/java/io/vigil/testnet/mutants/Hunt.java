package io.vigil.testnet.mutants;

import io.vigil.consensus.Consensus;
import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.ConsensusStart;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.evidence.Offence;
import io.vigil.consensus.evidence.Testimony.GaveUp;
import io.vigil.consensus.evidence.Testimony.Voted;
import io.vigil.consensus.evidence.Witness;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.node.agreement.Rejoin;
import io.vigil.testnet.explorer.Explorer;
import io.vigil.testnet.explorer.ExplorerReport;
import io.vigil.testnet.explorer.Plan;
import io.vigil.testnet.simulation.Campaign;
import io.vigil.testnet.simulation.SimulationPlan;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;

/** Looks for a broken rule in whatever classes it was loaded with. */
public interface Hunt {
    /** @return what was found; empty if nothing was */
    String run();

    private static String explored(Plan plan) {
        ExplorerReport report = new Explorer(plan).run(progress -> {});
        return report.isClean()
                ? ""
                : "explorer, " + report.states() + " states: "
                        + report.violation().lines().findFirst().orElse("");
    }

    private static String simulated(SimulationPlan plan, int seeds) {
        Campaign.Result result = new Campaign(plan, 1, seeds).run(progress -> {});
        return result.failure().isEmpty()
                ? ""
                : "simulator, " + result.failure().lines().findFirst().orElse("");
    }

    /** Three views, no epochs. */
    final class Explored implements Hunt {
        @Override
        public String run() {
            return explored(Plan.of(3, 300_000));
        }
    }

    /** Two views, with plans that end the epoch. */
    final class ExploredWithPlans implements Hunt {
        @Override
        public String run() {
            return explored(Plan.of(2, 300_000).withRestarts());
        }
    }

    /** Two views over the end of an epoch of one block: shorter than the rules allow (A20), so that the search is soon past it. */
    final class ExploredOverEpochs implements Hunt {
        @Override
        public String run() {
            return explored(Plan.of(2, 1_000_000).withEpochLength(1));
        }
    }

    /** Seeds with crashes, epochs of three blocks. */
    final class Simulated implements Hunt {
        @Override
        public String run() {
            return simulated(SimulationPlan.hostile(4, 60).withEpochLength(3), 60);
        }
    }

    /** A15: three report epoch 0, and a fourth may be alone in epoch 1 with what the lost record held. */
    final class SignsTooSoon implements Hunt {
        @Override
        public String run() {
            EpochStart epoch = new EpochStart(Root.genesis(hash(1)), ValidatorSet.of(members()));
            Bytes own = members().getFirst().blsKey();
            Consensus core = new Consensus(
                    ConsensusParameters.DEFAULT, signatures -> Bytes.EMPTY, ConsensusStart.genesis(own, epoch));
            Rejoin rejoin = new Rejoin(
                    1,
                    () -> epoch,
                    () -> own,
                    peer -> epoch.set().member(peer.nodeKey().get(31)).blsKey(),
                    question -> {},
                    from -> {},
                    Long.MAX_VALUE);
            for (int other = 1; other < 4; other++) {
                Event answer = new Event.StatusReceived(
                        0, new PeerId(hash(other).bytes()), new Message.Status(1, 0, 3, 1, List.of()));
                rejoin.stepped(answer, List.of(), core.status());
            }
            return rejoin.allows(1) || !rejoin.allows(2) ? "directed: a lost record binds for one epoch alone" : "";
        }
    }

    /** V4r: an epoch's last block is not proposed again below the highest report. */
    final class LowReproposal implements Hunt {
        @Override
        public String run() {
            Hash parent = Hash.ZERO;
            BlockRef last = new BlockRef(hash(7), parent, 2, 0, 2, 0, true);
            Signers all = Signers.of(List.of(0, 1, 2));
            QuorumCertificate low = new QuorumCertificate(0, 2, last.hash(), all, Bytes.EMPTY);
            QuorumCertificate high = new QuorumCertificate(0, 3, hash(9), all, Bytes.EMPTY);
            TimeoutCertificate timeout =
                    new TimeoutCertificate(0, 4, List.of(new TimeoutCertificate.Group(3, all)), Bytes.EMPTY, high);
            boolean permitted = new Justification.ByTimeout(timeout, low).permits(last, 5);
            return permitted ? "directed: a reproposal below the highest report is permitted" : "";
        }
    }

    /** A6: evidence is of one epoch. */
    final class EvidenceOfTwoEpochs implements Hunt {
        @Override
        public String run() {
            Witness witness = new Witness(1, 32, 16);
            Signers all = Signers.of(List.of(0, 1, 2));
            QuorumCertificate old = new QuorumCertificate(0, 3, hash(7), all, Bytes.EMPTY);
            QuorumCertificate own = new QuorumCertificate(1, 2, hash(8), all, Bytes.EMPTY);
            witness.saw(new Signed<>(new Statement.CommitVote(old), 1, Bytes.EMPTY));
            Statement.Timeout timeout = new Statement.Timeout(3, new Justification.ByQuorum(own));
            boolean accused =
                    witness.sawTimeout(new Signed<>(timeout, 1, Bytes.EMPTY)).isPresent();
            return accused ? "directed: statements of two epochs accuse" : "";
        }
    }

    /** A6: a vote for a block proposed again proves nothing. */
    final class EvidenceOfReproposal implements Hunt {
        @Override
        public String run() {
            boolean denied =
                    Offence.isVoteDenied(new Voted(5, hash(7), Bytes.EMPTY), 2, 1, new GaveUp(6, 0, Bytes.EMPTY));
            return denied ? "directed: a vote for a reproposal accuses" : "";
        }
    }

    /** R4: who had voted says so again after a restart, so that its vote is in its own collector. */
    final class SilentRestart implements Hunt {
        @Override
        public String run() {
            List<Validator> members = members();
            EpochStart epoch = new EpochStart(Root.genesis(hash(1)), ValidatorSet.of(members));
            int leader = new LeaderRotation(0, epoch.set()).leader(1);
            ConsensusStart first =
                    ConsensusStart.genesis(members.get((leader + 1) % 4).blsKey(), epoch);
            BlockRef block = new BlockRef(hash(5), hash(1), 1, 0, 1, leader, false);
            Statement.Proposal proposal = new Statement.Proposal(
                    Statement.Kind.NORMAL_PROPOSAL, 1, block, new Justification.ByQuorum(epoch.root()));
            Consensus before = new Consensus(ConsensusParameters.DEFAULT, signatures -> Bytes.EMPTY, first);
            before.step(new Event.Started(0));
            before.step(new Event.ProposalReceived(
                    0, new PeerId(hash(2).bytes()), new Signed<>(proposal, leader, Bytes.EMPTY)));
            before.step(new Event.BlockExecuted(0, block.hash(), Event.Verdict.VALID));
            ConsensusStart second = new ConsensusStart(
                    first.selfKeys(), epoch, List.of(), before.safety(), first.head(), List.of(block), List.of());
            Consensus after = new Consensus(ConsensusParameters.DEFAULT, signatures -> Bytes.EMPTY, second);
            boolean spoke = after.step(new Event.Started(0)).stream()
                    .anyMatch(effect -> effect instanceof Effect.Speak(Statement.Vote vote));
            return spoke ? "" : "directed: a vote is not repeated after a restart";
        }
    }

    private static List<Validator> members() {
        List<Validator> members = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            byte[] key = new byte[Validator.KEY_BYTES];
            key[0] = (byte) (i + 1);
            members.add(new Validator(Address.ofInt(i + 1), Bytes.wrap(key), 1, true));
        }
        return members;
    }

    private static Hash hash(int number) {
        return new Hash(Bytes.concat(Bytes.wrap(new byte[31]), Bytes.of(number)));
    }
}
