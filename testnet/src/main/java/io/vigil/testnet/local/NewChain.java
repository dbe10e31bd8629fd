package io.vigil.testnet.local;

import io.vigil.node.config.GenesisAccounts;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.keys.NodeKeys;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisAccount;
import io.vigil.types.genesis.GenesisParameters;
import io.vigil.types.genesis.GenesisValidator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The genesis of a chain that starts now on this machine: the contracts that tools expect, and, for development, money
 * for the ten well-known accounts. Its random {@code mixHash} makes it another chain than any before it, so that a new
 * chain in an old folder begins with a new signer record and the old one stays.
 */
public final class NewChain {
    /** Wei that each development account owns: 10,000 ether, as tools expect. */
    public static final UInt256 DEVELOPMENT_BALANCE =
            UInt256.of(10_000).multiply(UInt256.of(1_000_000_000_000_000_000L));

    /** With one validator for ever, nothing is decided between epochs. */
    private static final long ENDLESS = 0;

    /** Ethereum's, so that gas prices move as developers know them. */
    private static final long DEVELOPMENT_DENOMINATOR = 8;

    private static final Duration ETH1_INTERVAL = Duration.ofSeconds(1);

    private NewChain() {}

    /** How fast a chain goes, and for whom it is. */
    public enum Purpose {
        /** A real chain: no account has money unless its genesis is edited. */
        PRODUCTION,
        /** Several validators on one machine, with the pace of a real chain. */
        TESTNET,
        /** One validator that makes a block as soon as there is something to put into it. */
        DEVELOPMENT,
        /** The same for a chain that takes deposits for another one, which waits for its blocks. */
        ETH1
    }

    public static Genesis genesis(
            Purpose purpose, long chainId, List<NodeKeys> validators, Instant now, SecureRandom random) {
        byte[] mixHash = new byte[Hash.SIZE];
        random.nextBytes(mixHash);
        return new Genesis(
                chainId,
                now.getEpochSecond(),
                new Hash(Bytes.wrap(mixHash)),
                Genesis.DEFAULT_GAS_LIMIT,
                Genesis.DEFAULT_BASE_FEE,
                Genesis.FIRST_VERSION,
                parameters(purpose),
                validators.stream().map(NewChain::validator).toList(),
                accounts(purpose));
    }

    private static GenesisParameters parameters(Purpose purpose) {
        GenesisParameters defaults = GenesisParameters.DEFAULT;
        boolean development = purpose == Purpose.DEVELOPMENT || purpose == Purpose.ETH1;
        return new GenesisParameters(
                development ? Duration.ZERO : defaults.targetBlockTime(),
                purpose == Purpose.ETH1 ? ETH1_INTERVAL : defaults.emptyBlockInterval(),
                defaults.delta(),
                defaults.build(),
                defaults.exec(),
                defaults.timeoutCap(),
                development ? ENDLESS : defaults.epochLength(),
                development ? DEVELOPMENT_DENOMINATOR : defaults.baseFeeDenominator(),
                defaults.minBaseFee(),
                defaults.maxClockDrift(),
                defaults.governance(),
                defaults.rules());
    }

    /** Its fees go to an address of its own, which no other account of the chain has. */
    private static GenesisValidator validator(NodeKeys keys) {
        BlsSecretKey key = keys.validator().orElseThrow(() -> new IllegalStateException("an observer in a genesis"));
        Bytes hash = Keccak.hash(key.publicKey().bytes()).bytes();
        Address address = new Address(hash.slice(Hash.SIZE - Address.SIZE, Address.SIZE));
        return new GenesisValidator(address, key.publicKey(), keys.node().id(), key.proofOfPossession(), 1, "", "", 0);
    }

    private static List<GenesisAccount> accounts(Purpose purpose) {
        List<GenesisAccount> accounts = new ArrayList<>(GenesisAccounts.contracts());
        if (purpose != Purpose.PRODUCTION) {
            DevelopmentAccounts.addresses()
                    .forEach(address -> accounts.add(GenesisAccount.funded(address, DEVELOPMENT_BALANCE)));
        }
        return accounts;
    }
}
