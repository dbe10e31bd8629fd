package io.vigil.node.keys;

import io.vigil.consensus.certificates.Root;
import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.storage.append.DiskFolder;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.genesis.Genesis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** Moves the record of a stopped node's key to another home. At no time are there two copies that may be signed with. */
public final class SignerTransfer {
    private final Path folder;
    private final Genesis genesis;
    private final Hash genesisHash;
    private final List<Bytes> publicKeys;
    private final Beginnings beginnings;

    public SignerTransfer(NodeHome home, Genesis genesis, List<Bytes> publicKeys) {
        this.genesis = genesis;
        this.genesisHash = GenesisBlock.hash(genesis);
        this.folder = home.signerRecord(genesisHash);
        this.publicKeys = List.copyOf(publicKeys);
        this.beginnings = Beginnings.in(home.signer());
    }

    public Path folder() {
        return folder;
    }

    /**
     * Retires the record, then gives what it holds; asked again it gives the same.
     *
     * @throws RefusedException if there is none
     */
    public SignerInterchange export() {
        if (!Files.isDirectory(folder)) {
            throw new RefusedException(folder + ": there is no record to export");
        }
        try (DiskFolder locked = DiskFolder.open(folder);
                StatementLog log = StatementLog.open(locked, Root.genesis(genesisHash))) {
            log.mark(StatementLog.Mark.RETIRED, Bytes.EMPTY);
            return new SignerInterchange(genesis.chainId(), genesisHash, publicKeys, log.record(), log.floor());
        }
    }

    /**
     * Merges a record into the one that is here, or begins with it; it may be signed with here from then on.
     *
     * @throws RefusedException if it is of another chain or key; nothing was changed
     */
    public void take(SignerInterchange other) {
        if (other.chainId() != genesis.chainId() || !other.genesis().equals(genesisHash)) {
            throw new RefusedException("the record is of chain " + other.chainId() + " with genesis " + other.genesis()
                    + ", this home of " + genesis.chainId() + " with " + genesisHash);
        }
        if (Collections.disjoint(other.publicKeys(), publicKeys)) {
            throw new RefusedException("the record is of keys " + other.publicKeys() + ", this home has " + publicKeys);
        }
        try (DiskFolder locked = DiskFolder.open(folder);
                StatementLog log = StatementLog.open(locked, Root.genesis(genesisHash))) {
            log.merge(other.record(), other.floor());
        }
    }

    /**
     * Declares the copy that is here to be the record; one that was not begun yet too.
     *
     * @throws RefusedException if there is none
     */
    public void adopt() {
        beginnings.adopt();
        if (!Files.isDirectory(folder)) {
            if (beginnings.isFirst(genesisHash, publicKeys)) {
                return;
            }
            throw new RefusedException(folder + ": there is no record");
        }
        try (DiskFolder locked = DiskFolder.open(folder);
                StatementLog log = StatementLog.open(locked, Root.genesis(genesisHash))) {
            log.merge(log.record(), log.floor());
        }
    }
}
