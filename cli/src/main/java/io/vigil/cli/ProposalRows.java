package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.governance.proposals.Status;
import io.vigil.testnet.governance.GovernanceClient.Proposal;
import java.util.List;
import java.util.Locale;

/** How proposals are shown. */
final class ProposalRows {
    private static final String ROW = "%5s %-10s %-10s %9s %14s  %s";
    private static final List<String> KINDS =
            List.of("", "text", "parameters", "version", "cancel", "member", "deposits");

    private ProposalRows() {}

    static String heading() {
        return ROW.formatted("id", "kind", "status", "ends", "yes of needed", "what");
    }

    static String row(Proposal proposal) {
        return ROW.formatted(
                proposal.id(),
                kind(proposal),
                status(proposal),
                "epoch " + proposal.endEpoch(),
                proposal.yes() + " of " + proposal.needed(),
                proposal.summary());
    }

    static ObjectNode json(Proposal proposal) {
        return Shell.object()
                .put("id", proposal.id())
                .put("kind", kind(proposal))
                .put("what", proposal.summary())
                .put("proposer", proposal.proposer().toHex())
                .put("submitEpoch", proposal.submitEpoch())
                .put("endEpoch", proposal.endEpoch())
                .put("status", status(proposal))
                .put("decidedEpoch", proposal.decidedEpoch())
                .put("reason", proposal.reason())
                .put("yes", proposal.yes())
                .put("no", proposal.no())
                .put("abstain", proposal.abstain())
                .put("total", proposal.total())
                .put("needed", proposal.needed());
    }

    private static String kind(Proposal proposal) {
        return proposal.kind() > 0 && proposal.kind() < KINDS.size() ? KINDS.get(proposal.kind()) : "unknown";
    }

    static String status(Proposal proposal) {
        Status[] all = Status.values();
        return proposal.status() < all.length
                ? all[proposal.status()].name().toLowerCase(Locale.ROOT).replace('_', '-')
                : "unknown";
    }
}
