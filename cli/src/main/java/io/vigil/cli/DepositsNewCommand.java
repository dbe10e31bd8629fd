package io.vigil.cli;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositDomain;
import io.vigil.deposits.wire.DepositFile;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.KeystoreFile;
import io.vigil.node.keys.NodeKeys;
import io.vigil.node.keys.Passwords;
import io.vigil.node.keys.PrivateFile;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisEth1;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes validator keys with the deposits that bring them in. */
@Command(
        name = "new",
        description =
                "Make validator keys (EIP-2335) and the deposits that bring them in, in the form of Ethereum's tool.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "What is deposited cannot be withdrawn from the contract that this program makes.",
            "",
            "Example:  vigil deposits new --genesis genesis.json --withdrawal 0x7099…79C8 --amount 32"
        })
final class DepositsNewCommand implements Callable<Integer> {
    static final String FILE = "deposit_data.json";
    private static final long GWEI_PER_ETHER = 1_000_000_000L;
    private static final int MAX_KEYS = 1_000;

    private final Shell shell;

    @Option(names = "--genesis", required = true, paramLabel = "FILE", description = "of the chain to join")
    private Path genesis = Path.of("");

    @Option(
            names = "--withdrawal",
            required = true,
            paramLabel = "ADDRESS",
            description = "who controls the validator and may have its stake; cannot be changed")
    private String withdrawal = "";

    @Option(names = "--amount", paramLabel = "ETHER", description = "of each deposit (default: ${DEFAULT-VALUE})")
    private long ether = 32;

    @Option(names = "--keys", paramLabel = "N", description = "how many (default: ${DEFAULT-VALUE})")
    private int keys = 1;

    @Option(
            names = "--keystore",
            paramLabel = "FILE",
            description = "top up or bring in this key instead of new ones; its password in FILE.password or"
                    + " $VIGIL_KEY_PASSWORD")
    private @Nullable Path keystore;

    @Option(names = "--out", paramLabel = "DIR", description = "where to (default: ./${DEFAULT-VALUE})")
    private Path out = Path.of("validator_keys");

    DepositsNewCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException {
        Genesis chain = NewHome.readGenesis(genesis);
        GenesisEth1 eth1 = chain.eth1()
                .orElseThrow(() -> new RefusedException(genesis + ": this chain takes no deposits: no vigil.eth1"));
        if (keys < 1 || keys > MAX_KEYS || ether < 1 || ether > Long.MAX_VALUE / GWEI_PER_ETHER) {
            throw new RefusedException("from 1 to " + MAX_KEYS + " keys with 1 ether or more");
        }
        DepositDomain domain = new DepositDomain(eth1.forkVersion());
        Files.createDirectories(out);
        Path file = out.resolve(FILE);
        if (Files.exists(file)) {
            throw new RefusedException(file + ": is there already and is not overwritten");
        }
        List<DepositData> deposits = new ArrayList<>();
        for (BlsSecretKey key : secrets()) {
            deposits.add(DepositData.signed(key, credentials(), ether * GWEI_PER_ETHER, domain));
        }
        String text = new DepositFile(deposits, domain, "vigil-" + chain.chainId()).write();
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        shell.say("deposits   " + file + "  (" + deposits.size() + " of " + ether + " ether)");
        shell.say("contract   " + eth1.contract().address().toChecksumHex() + " on chain "
                + eth1.contract().chainId());
        shell.say("send with  vigil deposits send " + file + " --genesis " + genesis + " --rpc URL --from KEYFILE");
        return ExitCode.OK.number();
    }

    private List<BlsSecretKey> secrets() {
        Path given = keystore;
        if (given != null) {
            Path password = given.resolveSibling(given.getFileName() + ".password");
            return List.of(new KeystoreFile(given).open(Passwords.find(password, given, shell.environment())));
        }
        SecureRandom random = new SecureRandom();
        List<BlsSecretKey> secrets = new ArrayList<>();
        for (int i = 0; i < keys; i++) {
            BlsSecretKey key = NodeKeys.newValidatorKey(random);
            Path file = out.resolve("keystore-" + i + ".json");
            String password = Passwords.random(random);
            PrivateFile.create(file.resolveSibling(file.getFileName() + ".password"), password + "\n");
            new KeystoreFile(file).createWithRandomPassword(key, password, random);
            shell.say("key        " + file + "  " + key.publicKey().bytes().toHex());
            secrets.add(key);
        }
        return secrets;
    }

    private Hash credentials() {
        try {
            Address address = Address.parseHex(withdrawal);
            return new Hash(Bytes.concat(Bytes.of(1), Bytes.wrap(new byte[11]), address.bytes()));
        } catch (MalformedException e) {
            throw new RefusedException("--withdrawal: " + e.getMessage(), e);
        }
    }
}
