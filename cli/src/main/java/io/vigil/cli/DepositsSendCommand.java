package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.wire.DepositFile;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.keys.PrivateFile;
import io.vigil.testnet.local.Eth1Client;
import io.vigil.testnet.local.RpcClient;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.genesis.GenesisEth1;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends deposits to the contract with their money. */
@Command(
        name = "send",
        description = "Send deposits to the contract that genesis names, with their money, by a node of its chain.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "A deposit whose signature is bad for this chain is refused before anything is sent.",
            "",
            "Example:  vigil deposits send validator_keys/deposit_data.json --genesis genesis.json"
                    + " --rpc http://127.0.0.1:8645 --development-account 1"
        })
final class DepositsSendCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int KEY_BYTES = 32;

    private final Shell shell;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "deposit data, as 'deposits new' or Ethereum's tool wrote it")
    private Path file = Path.of("");

    @Option(names = "--genesis", required = true, paramLabel = "FILE", description = "of the chain to join")
    private Path genesis = Path.of("");

    @Option(names = "--rpc", required = true, paramLabel = "URL", description = "a node of the chain with the contract")
    private String url = "";

    @ArgGroup(multiplicity = "1")
    private Payer payer = new Payer();

    @Option(names = "--topup", description = "the keys have deposits already, so signatures do not matter")
    private boolean topUp;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    /** Whose money it is. */
    static final class Payer {
        @Option(names = "--from", paramLabel = "KEYFILE", description = "a file with a secret key in 64 hex digits")
        private @Nullable Path keyFile;

        @Option(
                names = "--development-account",
                paramLabel = "N",
                description = "the Nth of the ten well-known accounts, from 0")
        private @Nullable Integer account;

        Bytes key() {
            Path from = keyFile;
            if (from != null) {
                try {
                    Bytes key = Bytes.parseHex(PrivateFile.read(from).strip());
                    if (key.size() == KEY_BYTES) {
                        return key;
                    }
                } catch (MalformedException e) {
                    throw new RefusedException(from + ": no secret key of 64 hex digits", e);
                }
                throw new RefusedException(from + ": no secret key of 64 hex digits");
            }
            Integer wanted = account;
            int number = wanted == null ? 0 : wanted;
            if (number < 0 || number >= DevelopmentAccounts.secretKeys().size()) {
                throw new RefusedException("--development-account: from 0 to "
                        + (DevelopmentAccounts.secretKeys().size() - 1) + ", not " + number);
            }
            return DevelopmentAccounts.secretKeys().get(number);
        }
    }

    DepositsSendCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, MalformedException {
        GenesisEth1 eth1 = NewHome.readGenesis(genesis)
                .eth1()
                .orElseThrow(() -> new RefusedException(genesis + ": this chain takes no deposits: no vigil.eth1"));
        DepositFile read = DepositFile.read(Bytes.wrap(Files.readAllBytes(file)));
        check(read, eth1);
        Bytes key = payer.key();
        Eth1Client client = new Eth1Client(new RpcClient(RpcClient.http(), url));
        if (client.chainId() != eth1.contract().chainId()) {
            throw new RefusedException(url + ": is chain " + client.chainId() + ", the contract is on "
                    + eth1.contract().chainId());
        }
        ArrayNode sent = Shell.object().putArray("sent");
        for (DepositData deposit : read.deposits()) {
            Hash transaction = client.deposit(key, eth1.contract().address(), deposit);
            JsonNode receipt = client.await(transaction, LIMIT);
            long block = RpcClient.quantity(receipt.path("blockNumber"));
            sent.addObject()
                    .put("key", deposit.publicKey().toHex())
                    .put("transaction", transaction.toHex())
                    .put("block", block);
            if (!json) {
                shell.say("sent " + deposit.publicKey() + " in block " + block + ", transaction " + transaction);
            }
        }
        if (json) {
            shell.print(Shell.object().set("sent", sent));
        }
        return ExitCode.OK.number();
    }

    private void check(DepositFile read, GenesisEth1 eth1) {
        if (topUp) {
            return;
        }
        if (!read.domain().forkVersion().equals(eth1.forkVersion())) {
            throw new RefusedException(file + ": made for fork version "
                    + read.domain().forkVersion() + ", the chain has " + eth1.forkVersion());
        }
        for (int i = 0; i < read.deposits().size(); i++) {
            DepositData.Possession verdict = read.deposits().get(i).possession(read.domain());
            if (verdict != DepositData.Possession.PROVEN) {
                throw new RefusedException(file + ": deposit " + i + ": " + verdict
                        + "; it would be lost. A top-up of a known key goes with --topup");
            }
        }
    }
}
