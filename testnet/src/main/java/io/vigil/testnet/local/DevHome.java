package io.vigil.testnet.local;

import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.Endpoint;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.Beginnings;
import io.vigil.node.keys.NodeKeys;
import io.vigil.types.genesis.Genesis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The home of {@code vigil dev}: one validator whose chain survives until somebody asks for a fresh one. */
public final class DevHome {
    private final NodeHome home;
    private final SecureRandom random = new SecureRandom();

    public DevHome(Path folder) {
        this.home = new NodeHome(folder);
    }

    public NodeHome home() {
        return home;
    }

    /**
     * Makes the home, or opens the one that is there.
     *
     * @param fresh whether to begin a new chain; the signer's record of the old one stays
     * @throws RefusedException if the chain that is there has another id
     */
    public Genesis prepare(OptionalLong chainId, boolean fresh) {
        if (!Files.exists(home.genesisFile())) {
            NodeKeys keys = NodeKeys.openOrCreate(home, random);
            Genesis genesis = genesis(chainId.orElse(NetworkPlan.DEFAULT_CHAIN_ID), keys);
            NewHome.create(home, settings(), genesis);
            return genesis;
        }
        Genesis old = NewHome.readGenesis(home.genesisFile());
        if (!fresh && chainId.orElse(old.chainId()) != old.chainId()) {
            throw new RefusedException(home.root() + ": holds a chain with id " + old.chainId() + ", not "
                    + chainId.getAsLong() + "; begin a new one with --fresh, or use another --dir");
        }
        return fresh ? renew(chainId.orElse(old.chainId())) : old;
    }

    /** A chain of one has nobody to serve snapshots to. */
    private static Map<Setting<?>, String> settings() {
        Map<Setting<?>, String> settings = new LinkedHashMap<>(NewNetwork.developmentSettings());
        settings.put(Settings.SNAPSHOTS_EVERY, "0");
        return settings;
    }

    private Genesis renew(long chainId) {
        Genesis genesis = genesis(chainId, NodeKeys.openOrCreate(home, random));
        NewNetwork.deleteAll(home.data());
        NewHome.replaceGenesis(home, genesis);
        return genesis;
    }

    private Genesis genesis(long chainId, NodeKeys keys) {
        Genesis genesis = NewChain.genesis(NewChain.Purpose.DEVELOPMENT, chainId, List.of(keys), Instant.now(), random);
        Beginnings.in(home.signer()).chainMade(GenesisBlock.hash(genesis));
        return genesis;
    }

    /** A mesh of one: it listens where nobody comes in, and never in the way of another process. */
    public static Map<Setting<?>, String> flags(int rpcPort) {
        Map<Setting<?>, String> flags = new LinkedHashMap<>();
        flags.put(Settings.RPC_LISTEN, new Endpoint("127.0.0.1", rpcPort).toString());
        flags.put(Settings.P2P_LISTEN, "127.0.0.1:0");
        return flags;
    }
}
