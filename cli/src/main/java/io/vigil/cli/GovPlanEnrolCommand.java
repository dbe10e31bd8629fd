package io.vigil.cli;

import io.vigil.governance.registry.Possession;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.NodeKeys;
import io.vigil.types.Address;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Enrolment;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the registry must learn of a validator that a plan brings (G44). */
@Command(
        name = "enrol",
        description = "Print what a plan needs to bring the validator of a home that the registry does not know.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The node may run or not; nothing is signed that binds anybody. Hand the line to whoever runs create.",
            "",
            "Example:  vigil gov plan enrol --home node4 --contact ops@example.org"
        })
final class GovPlanEnrolCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--operator", paramLabel = "ADDRESS", description = "account that speaks for it (default: none)")
    private @Nullable String operator;

    @Option(names = "--fees", paramLabel = "ADDRESS", description = "where its fees go (default: its own address)")
    private @Nullable String fees;

    @Option(names = "--withdrawal", paramLabel = "ADDRESS", description = "where stake goes back to (default: nowhere)")
    private @Nullable String withdrawal;

    @Option(names = "--contact", paramLabel = "TEXT", description = "how to reach its operator, at most 128 bytes")
    private String contact = "";

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    GovPlanEnrolCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException {
        NodeHome of = home.home();
        NodeKeys keys = NodeKeys.open(
                of,
                Settings.tree(of, ConfigSources.resolve(of, shell.environment(), Map.of()))
                        .keys(),
                shell.environment());
        BlsSecretKey key = keys.validator().orElseThrow(() -> new RefusedException("the home has no validator key"));
        Genesis genesis = NewHome.readGenesis(of.genesisFile());
        ChainIdentity chain = new ChainIdentity(genesis.chainId(), GenesisBlock.hash(genesis));
        Address validator = ValidatorRecord.addressOf(key.publicKey().bytes());
        String line = new Enrolment(
                        key.publicKey().bytes(),
                        Possession.prove(chain, validator, key).bytes(),
                        address(operator),
                        address(fees),
                        keys.node().id(),
                        address(withdrawal),
                        contact)
                .encode()
                .toHex();
        if (json) {
            shell.print(Shell.object().put("validator", validator.toString()).put("enrolment", line));
        } else {
            shell.say("validator " + validator);
            shell.say(line);
        }
        return ExitCode.OK.number();
    }

    private static Address address(@Nullable String text) throws MalformedException {
        return text == null ? Address.ZERO : Address.parseHex(text);
    }
}
