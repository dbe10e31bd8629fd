package io.vigil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeHome;
import io.vigil.node.keys.NodeKeys;
import io.vigil.testnet.local.NewChain;
import io.vigil.types.genesis.Genesis;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GovCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new Main(new Shell(new PrintWriter(out, true), new PrintWriter(err, true), Map.of())).run(args);
    }

    private String home(int index) {
        return folder.resolve("node" + index).toString();
    }

    @Test
    void aProposalIsMadeVotedOnAndShown() throws Exception {
        SecureRandom random = new SecureRandom();
        List<NodeKeys> keys = IntStream.range(0, 4)
                .mapToObj(i -> NodeKeys.openOrCreate(new NodeHome(Path.of(home(i))), random))
                .toList();
        Genesis genesis = NewChain.genesis(NewChain.Purpose.TESTNET, 1_337, keys, Instant.EPOCH, random);
        for (int i = 0; i < 4; i++) {
            NewHome.create(new NodeHome(Path.of(home(i))), Map.of(), genesis);
        }
        try (GovernedServer server = new GovernedServer(genesis)) {
            String url = server.url();
            assertThat(run("gov", "status", "--rpc", url)).as(err::toString).isZero();
            assertThat(out.toString()).contains("module     static").contains("members    4 with power 4");
            assertThat(out.toString()).contains("going back to any release that speaks version 1");

            assertThat(run("gov", "propose", "param", "gasLimit=90000000", "--home", home(0), "--rpc", url))
                    .as(err::toString)
                    .isZero();
            assertThat(out.toString()).startsWith("proposal 1 in block 1");
            assertThat(run("gov", "propose", "param", "gasLimit=900000000", "--home", home(0), "--rpc", url))
                    .isNotZero();
            assertThat(err.toString()).contains("CROSS_CHECK: gasLimit: 900000000 is not from");

            assertThat(run("gov", "vote", "1", "yes", "--home", home(0), "--rpc", url))
                    .isZero();
            assertThat(run("gov", "vote", "1", "no", "--home", home(1), "--rpc", url))
                    .isZero();
            assertThat(run("gov", "show", "1", "--rpc", url)).isZero();
            assertThat(out.toString())
                    .contains("proposal 1: gasLimit=90000000")
                    .contains("yes 1, no 1, abstain 0 of power 4; enacted with 3");

            assertThat(run("gov", "propose", "version", "2", "--home", home(1), "--rpc", url))
                    .as(err::toString)
                    .isZero();
            assertThat(run("gov", "list", "--rpc", url)).isZero();
            assertThat(out.toString()).contains("parameters").contains("version 2 from epoch 0, grace 1");
            assertThat(run("gov", "upgrade", "status", "--rpc", url))
                    .as(err::toString)
                    .isZero();
            assertThat(out.toString())
                    .contains("ready      power 0 of 3 needed")
                    .contains("not decided");

            assertThat(run("validators", "--json", "--rpc", url))
                    .as(err::toString)
                    .isZero();
            assertThat(out.toString()).contains("\"standing\" : \"active\"").contains("\"power\" : 1");
        }
    }
}
