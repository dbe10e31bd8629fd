package io.vigil.deposits.store;

import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Data;
import io.vigil.types.Hash;

/** What an audit looked at and found (D28). Until it is {@link Verdict.Sound} nobody casts a vote. */
public record AuditReport(long count, Hash root, Eth1Block block, Start.Source source, Verdict verdict) {
    /** The finding. */
    public sealed interface Verdict {
        /** Everything agrees with everything else. */
        record Sound() implements Verdict {}

        /** The own rows contradict each other; they were dropped and are rebuilt. */
        record Damaged(String why) implements Verdict {}

        /** The own rows agree, but not with the contract at the same block. */
        record ContractDiffers(Eth1Data theirs) implements Verdict {}
    }

    public boolean isSound() {
        return verdict instanceof Verdict.Sound;
    }

    /** The report when the contract's own answer at {@link #block} is known. */
    public AuditReport against(Eth1Data contract) {
        if (!contract.blockHash().equals(block.hash())) {
            throw new IllegalArgumentException("contract at " + contract.blockHash() + ", audited " + block.hash());
        }
        boolean same = contract.root().equals(root) && contract.count() == count;
        return same || !isSound()
                ? this
                : new AuditReport(count, root, block, source, new Verdict.ContractDiffers(contract));
    }

    /** One line for operators and for signing: always the same text for the same report. */
    public String line() {
        String finding = switch (verdict) {
            case Verdict.Sound() -> "sound";
            case Verdict.Damaged(String why) -> "damaged: " + why;
            case Verdict.ContractDiffers(Eth1Data theirs) ->
                "contract differs: count=" + theirs.count() + " root=" + theirs.root();
        };
        return "deposits audit count=" + count + " root=" + root + " block=" + block.number() + "/" + block.hash()
                + " source=" + source.name().toLowerCase(java.util.Locale.ROOT) + " verdict=" + finding;
    }
}
