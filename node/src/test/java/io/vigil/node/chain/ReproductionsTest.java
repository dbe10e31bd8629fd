package io.vigil.node.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.governance.PlannedEpochs;
import io.vigil.node.quarantine.Bundle;
import io.vigil.node.quarantine.Guard.Phase;
import io.vigil.node.quarantine.Quarantine;
import io.vigil.node.quarantine.Scene;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisAccount;
import io.vigil.vm.Fork;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.transaction.BlockProcessor;
import io.vigil.vm.transaction.TransactionOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three payments to a contract that counts them: the third fails, and its bundle begins where the second ended. */
class ReproductionsTest {
    private static final Bytes KEY = Keccak.hash(Bytes.of(7)).bytes();
    private static final Address SENDER = Secp256k1.address(KEY);
    private static final Address COUNTER = Address.ofInt(0xc0de);

    /** Adds 1 to slot 0, and returns it. */
    private static final Bytes CODE = Bytes.fromHex("5f54600101" + "805f55" + "5f5260205ff3");

    private static final Transaction THIRD = payment(2);
    private static final List<Transaction> ALL = List.of(payment(0), payment(1), THIRD);

    @TempDir
    private Path folder;

    @Test
    void aBundleOfWhatThrewWhileBuildingBeginsWhereTheBlockStood() throws Exception {
        try (Quarantine quarantine = Quarantine.open(folder, InstantSource.system())) {
            TestChain chain = chain(quarantine, (phase, hash) -> {
                if (hash.equals(THIRD.hash())) {
                    throw new IllegalStateException("unforeseen");
                }
            });
            BlockExecutor.Made made = chain.build(chain.first, ALL);

            assertThat(made.block().block().transactions()).hasSize(2);
            assertThat(made.quarantined()).containsOnlyKeys(THIRD.hash());
            assertThat(counted(quarantine)).isEqualTo(3);
        }
    }

    @Test
    void aBundleOfWhatThrewWhileJudgingToo() throws Exception {
        TestChain sound = new TestChain(genesis(), any -> List.of());
        BlockExecutor.Made made = sound.build(sound.first, ALL);
        try (Quarantine quarantine = Quarantine.open(folder, InstantSource.system())) {
            TestChain chain = chain(quarantine, (phase, hash) -> {
                if (hash.equals(THIRD.hash()) && phase == Phase.JUDGING) {
                    throw new IllegalStateException("unforeseen");
                }
            });
            assertThat(chain.judge(chain.first, made.block().block()))
                    .isInstanceOfSatisfying(
                            BlockExecutor.Judgement.Failed.class,
                            failed -> assertThat(failed.why()).contains("unforeseen; bundle in " + folder));
            assertThat(counted(quarantine)).isEqualTo(3);
        }
    }

    /** What ends the process is an error that nothing catches; the next process makes the bundle without running it. */
    @Test
    void aBundleOfWhatTheProcessDiedInIsMadeByTheNext() throws Exception {
        for (Phase phase : List.of(Phase.BUILDING, Phase.JUDGING)) {
            Path own = folder.resolve(phase.name());
            die(own, phase);
            try (Quarantine quarantine = Quarantine.open(own, InstantSource.system())) {
                TestChain chain = chain(quarantine, (any, hash) -> {
                    throw new IllegalStateException("nothing is run through the guard");
                });
                assertThat(quarantine.diedIn())
                        .map(Quarantine.Entry::transaction)
                        .contains(THIRD.hash());
                Scene scene = quarantine.scene().orElseThrow();
                assertThat(scene.block().transactions()).as(phase.name()).isEqualTo(ALL);
                assertThat(scene.reads()).containsKeys(SENDER, COUNTER);
                quarantine.reproduced(
                        THIRD.hash(),
                        () -> chain.executor.reproduction(scene, chain.first, (from, height) -> Hash.ZERO));

                assertThat(counted(quarantine)).isEqualTo(3);
                assertThat(quarantine.entries())
                        .singleElement()
                        .satisfies(entry -> assertThat(entry.cause()).isEqualTo(Quarantine.Cause.DIED))
                        .satisfies(entry -> assertThat(entry.deaths()).isEqualTo(1));
            }
        }
    }

    private static void die(Path folder, Phase when) {
        TestChain sound = new TestChain(genesis(), any -> List.of());
        BlockExecutor.Made made = sound.build(sound.first, ALL);
        Quarantine quarantine = Quarantine.open(folder, InstantSource.system());
        TestChain chain = chain(quarantine, (phase, hash) -> {
            if (hash.equals(THIRD.hash())) {
                throw new InternalError("died");
            }
        });
        assertThatThrownBy(() -> {
                    if (when == Phase.BUILDING) {
                        chain.build(chain.first, ALL);
                    } else {
                        chain.judge(chain.first, made.block().block());
                    }
                })
                .isInstanceOf(InternalError.class);
    }

    /** What the contract counts when the one bundle of {@code quarantine} is run again by whoever has only the file. */
    private int counted(Quarantine quarantine) throws Exception {
        String name = quarantine.entries().getFirst().bundle();
        try (var files = Files.walk(folder)) {
            Path file = files.filter(path -> path.endsWith(name)).findFirst().orElseThrow();
            Bundle bundle = Bundle.parse(Files.readAllBytes(file));
            TransactionOutcome outcome =
                    bundle.run(new BlockProcessor(Fork.OSAKA, NativeContracts.NONE), Observer.NONE);
            assertThat(outcome).isInstanceOf(TransactionOutcome.Included.class);
            return outcome instanceof TransactionOutcome.Included included
                    ? included.output().get(31)
                    : -1;
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file : files.filter(path -> path.endsWith(name)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static TestChain chain(Quarantine quarantine, TransactionRuns.Hook hook) {
        return new TestChain(genesis(), any -> List.of(), PlannedEpochs.none(), quarantine, hook);
    }

    private static Genesis genesis() {
        return TestChain.genesis(List.of(
                GenesisAccount.funded(SENDER, UInt256.of(1_000_000_000_000_000_000L)),
                new GenesisAccount(COUNTER, UInt256.ZERO, 1, CODE, new TreeMap<>())));
    }

    private static Transaction payment(int nonce) {
        return new TransactionBody.DynamicFee(
                        7,
                        nonce,
                        UInt256.ONE,
                        UInt256.of(10_000_000_000L),
                        100_000,
                        new Target.Call(COUNTER),
                        UInt256.ONE,
                        Bytes.EMPTY,
                        List.of())
                .sign(KEY);
    }
}
