package io.vigil.deposits.follow;

import io.vigil.deposits.CandidateBlock;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Point;
import java.util.List;

/** Finds the last block not above a time, and its successor, between two known ones (D4). */
final class SkippedBlocks {
    private SkippedBlocks() {}

    /** Both blocks with their counts, checked against the own tree; empty if the two known ones are neighbours. */
    static List<Eth1Point> between(CandidateBlock known, long boundSeconds, ExecutionLogs node, DepositTree tree)
            throws EndpointException {
        Eth1Block early = known.candidate().block();
        Eth1Block late = known.successor().block();
        if (late.number() == early.number() + 1) {
            return List.of();
        }
        while (late.number() > early.number() + 1) {
            Eth1Block middle = middle(early, late, node);
            if (middle.timestamp() <= boundSeconds) {
                early = middle;
            } else {
                late = middle;
            }
        }
        if (!late.parent().equals(early.hash())) {
            throw new EndpointException("block " + late.number() + " does not follow block " + early.number());
        }
        return List.of(point(early, known, node, tree), point(late, known, node, tree));
    }

    private static Eth1Block middle(Eth1Block early, Eth1Block late, ExecutionLogs node) throws EndpointException {
        long number = early.number() + (late.number() - early.number()) / 2;
        Eth1Block middle =
                node.block(number).orElseThrow(() -> new EndpointException("no block " + number + " below its head"));
        if (middle.timestamp() < early.timestamp() || middle.timestamp() > late.timestamp()) { // P-20
            throw new EndpointException("the time of block " + number + " is not between its neighbours'");
        }
        return middle;
    }

    private static Eth1Point point(Eth1Block block, CandidateBlock known, ExecutionLogs node, DepositTree tree)
            throws EndpointException {
        long least = known.candidate().count();
        long most = known.successor().count();
        if (least == most) {
            return new Eth1Point(block, least);
        }
        ContractAnswer answer = node.contract(block.hash());
        boolean mine = answer.count() >= Math.max(least, tree.finalizedCount())
                && answer.count() <= most
                && tree.rootAt(answer.count()).equals(answer.root());
        if (!mine) {
            throw new EndpointException("the contract at block " + block.number() + " is not my tree: " + answer.raw());
        }
        return new Eth1Point(block, answer.count());
    }
}
