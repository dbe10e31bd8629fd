package io.vigil.node.deposits;

import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.deposits.follow.ContractAnswer;
import io.vigil.deposits.follow.Endpoint;
import io.vigil.deposits.follow.EndpointException;
import io.vigil.deposits.store.Start;
import io.vigil.deposits.store.TreeStore;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.deposits.wire.SnapshotCodec;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.RefusedException;
import io.vigil.storage.KeyValueStore;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Which way a store of deposits that holds nothing begins (D29). */
final class Beginning {
    private final Eth1Parameters parameters;
    private final NodeConfig.Eth1 settings;
    private String why = "";

    Beginning(Eth1Parameters parameters, NodeConfig.Eth1 settings) {
        this.parameters = parameters;
        this.settings = settings;
    }

    /** Empty as long as a proof was asked for and nobody gave one; {@link #why} says what was wrong. */
    Optional<Start> find(KeyValueStore rows, List<Endpoint> endpoints, ChainPosition chain) {
        if (!TreeStore.isEmpty(rows)) {
            return Optional.of(withoutAsking());
        }
        if (chain.isTree() && agrees(chain, endpoints)) {
            Eth1Data at = chain.adopted();
            return Optional.of(new Start(
                    chain.processed(), new Eth1Block(at.number(), at.blockHash(), Hash.ZERO, 0), Start.Source.CHAIN));
        }
        if (!settings.slots()) {
            return Optional.of(withoutAsking());
        }
        StringBuilder faults = new StringBuilder();
        for (Endpoint endpoint : endpoints) {
            try {
                return Optional.of(endpoint.logs().proveStart());
            } catch (EndpointException e) {
                faults.append(endpoint.name())
                        .append(": ")
                        .append(e.getMessage())
                        .append("; ");
            }
        }
        why = faults.toString();
        return Optional.empty();
    }

    /** A quorum may have adopted a false root: the chain is believed only where the contract says the same. */
    private static boolean agrees(ChainPosition chain, List<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) {
            try {
                ContractAnswer answer = endpoint.logs().contract(chain.adopted().blockHash());
                return answer.count() == chain.adopted().count()
                        && answer.root().equals(chain.adopted().root());
            } catch (EndpointException e) {
                // the next one; without any the node begins another way
            }
        }
        return false;
    }

    String why() {
        return why;
    }

    /** What a store falls back to when its rows turn out wrong: a snapshot may be where the fault came from. */
    Start fromLogs() {
        if (parameters.processed().count() > 0
                && parameters.processed().count() == parameters.start().count()) {
            Eth1Block block = new Eth1Block(
                    parameters.start().number(), parameters.start().blockHash(), Hash.ZERO, 0);
            return new Start(parameters.processed(), block, Start.Source.CHAIN);
        }
        Eth1Block made = new Eth1Block(
                parameters.contract().deployBlock(), parameters.contract().deployHash(), Hash.ZERO, 0);
        return new Start(Frontier.EMPTY, made, Start.Source.LOGS);
    }

    private Start withoutAsking() {
        Path file = settings.snapshot();
        if (!Files.exists(file)) {
            return fromLogs();
        }
        try {
            if (Files.size(file) > SnapshotCodec.MAX_BYTES) {
                throw new RefusedException(file + ": larger than " + SnapshotCodec.MAX_BYTES + " bytes");
            }
            return Start.of(SnapshotCodec.read(Bytes.wrap(Files.readAllBytes(file))));
        } catch (MalformedException e) {
            throw new RefusedException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e, e);
        }
    }
}
