package io.vigil.testnet.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vigil.deposits.contract.DepositContract;
import io.vigil.node.config.RefusedException;
import io.vigil.testnet.peer.Anvil;
import io.vigil.testnet.rehearsal.DepositRehearsal.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short one of {@code vigil deposits rehearse}, which has all counts, forks and faults. */
class DepositRehearsalIT {
    @TempDir
    private Path folder;

    @Test
    void rootsAreTheContractsOnARealEvmWhateverItsAnswersGoThrough() throws IOException, InterruptedException {
        Optional<Path> anvil = anvil();
        assumeThat(anvil)
                .as("anvil is not installed, and npm does not bring it")
                .isPresent();
        Plan plan = new Plan(
                List.of(0, 1, 2, 3, 10, 33), // a start from slots needs a contract that is final, 16 blocks deep
                2,
                List.of(
                        ProxyFault.LOGS_MISSING_LAST,
                        ProxyFault.LOGS_DOUBLED,
                        ProxyFault.LOG_TAMPERED,
                        ProxyFault.RANGE_LIMIT,
                        ProxyFault.WRONG_CHAIN_ID,
                        ProxyFault.STALE_HEAD,
                        ProxyFault.NO_FINALIZED_TAG,
                        ProxyFault.STATE_PRUNED,
                        ProxyFault.CONTRACT_ROOT_WRONG,
                        ProxyFault.TOO_MANY_REQUESTS,
                        ProxyFault.CUT_BODY,
                        ProxyFault.HTML));

        DepositRehearsal.Result result = DepositRehearsal.run(
                anvil.orElseThrow(), folder, DepositContract.ours().creationCode(), plan, System.out::println);

        assertThat(result.held()).as(result.measured().toPrettyString()).isTrue();
        assertThat(result.measured().path("wrongRoots").asLong()).isZero();
        assertThat(result.measured().path("votesForAWrongRoot").asLong()).isZero();
        assertThat(result.measured().path("faults")).hasSize(plan.faults().size());
    }

    private static Optional<Path> anvil() throws InterruptedException {
        try {
            return Optional.of(Anvil.findOrInstall(
                    System.getenv(), Path.of("target", "anvil").toAbsolutePath()));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }
}
