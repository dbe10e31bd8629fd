package io.vigil.testnet.rehearsal;

import io.vigil.consensus.validators.Validator;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.voting.ContractStorage;
import io.vigil.deposits.voting.DepositState;
import io.vigil.deposits.voting.Eth1Inputs;
import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.node.chain.BlockFacts;
import io.vigil.node.chain.SystemPart;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.node.deposits.CandidateRegistry;
import io.vigil.node.deposits.ChainPosition;
import io.vigil.node.deposits.Deposits;
import io.vigil.node.deposits.Eth1Follower;
import io.vigil.node.deposits.FollowerStatus;
import io.vigil.node.log.Journal;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Header;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a validator runs for deposits, as a node opens it: store, endpoint, follower, conduct. In place of a chain it has a
 * state in which nothing was adopted yet, so that every candidate with a deposit is news; one of four validators, so that no
 * vote of its own would complete anything.
 */
final class RehearsedNode implements AutoCloseable {
    static final int POLL_MILLIS = 200;
    private static final int MEMBERS = 4;

    private final String name;
    private final Deposits deposits;
    private final Eth1Follower follower;
    private final SystemPart.Conduct conduct;
    private final StateReader state;
    private final Thread thread;
    private final ValidatorSet set = members();
    private long view;

    /** @param more settings besides the endpoint */
    RehearsedNode(NodeHome home, Genesis genesis, FaultyProxy proxy, Map<Setting<?>, String> more) {
        name = String.valueOf(home.root().getFileName());
        Map<Setting<?>, String> flags = new LinkedHashMap<>(more);
        flags.put(Settings.ETH1_ENDPOINTS, proxy.url(name).toString());
        flags.put(Settings.ETH1_POLL, Integer.toString(POLL_MILLIS));
        flags.put(Settings.ETH1_REQUESTS, "100000");
        try {
            NodeConfig config = Settings.tree(home, ConfigSources.resolve(home, Map.of(), flags));
            deposits = Deposits.open(home, config, genesis, () -> MEMBERS, read -> Optional.empty(), new Journal());
            state = begun(Eth1Parameters.of(genesis.eth1().orElseThrow()));
        } catch (MalformedException e) {
            throw new IllegalStateException("settings and genesis of a rehearsal", e);
        }
        follower = deposits.follower().orElseThrow();
        conduct = deposits.parts(CandidateRegistry.NONE).getFirst().conduct();
        thread = Thread.ofPlatform()
                .name("rehearsal-eth1")
                .start(() -> follower.run(InstantSource.system(), () -> ChainPosition.of(state)));
    }

    private static ValidatorSet members() {
        List<Validator> members = new ArrayList<>();
        for (int i = 1; i <= MEMBERS; i++) {
            members.add(new Validator(Address.ofInt(i), Bytes.concat(Bytes.wrap(new byte[47]), Bytes.of(i)), 1, true));
        }
        return ValidatorSet.of(members);
    }

    /** What the proxy knows it by. */
    String name() {
        return name;
    }

    FollowerStatus status() {
        return follower.status();
    }

    /** The vote it would put into a block of a period that began at {@code periodTime}. */
    Optional<Eth1Data> vote(long periodTime) {
        view++;
        Header parent = Header.builder().number(0).timestamp(periodTime).build();
        BlockFacts block = new BlockFacts(parent, 1, periodTime, Hash.ZERO, 1, 0, view, 0, 0, set, set);
        for (SystemInput input : conduct.offer(block, state, false)) {
            if (input.type() == SystemInput.ETH1_VOTE) {
                try {
                    return Optional.of(Eth1Inputs.readVote(input));
                } catch (MalformedException e) {
                    throw new IllegalStateException("a vote of our own", e);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        follower.close();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deposits.close();
    }

    private static StateReader begun(Eth1Parameters parameters) {
        Map<UInt256, UInt256> slots = new TreeMap<>();
        new DepositState(new ContractStorage() {
                    @Override
                    public UInt256 load(UInt256 slot) {
                        return slots.getOrDefault(slot, UInt256.ZERO);
                    }

                    @Override
                    public void store(UInt256 slot, UInt256 value) {
                        slots.put(slot, value);
                    }
                })
                .begin(parameters, List.of());
        return new StateReader() {
            @Override
            public Optional<Account> account(Address address) {
                return Optional.empty();
            }

            @Override
            public UInt256 slot(Address address, UInt256 key) {
                return slots.getOrDefault(key, UInt256.ZERO);
            }

            @Override
            public Bytes code(Hash codeHash) {
                throw new IllegalStateException("no code here");
            }
        };
    }
}
