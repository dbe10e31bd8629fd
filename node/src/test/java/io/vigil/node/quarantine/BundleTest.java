package io.vigil.node.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.types.state.Account;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.Fork;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.interpreter.Observer;
import io.vigil.vm.transaction.BlockProcessor;
import io.vigil.vm.transaction.TransactionOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
    private static final Bytes KEY = Keccak.hash(Bytes.of(7)).bytes();
    private static final Address SENDER = Secp256k1.address(KEY);
    private static final Address CONTRACT = Address.ofInt(0xc0de);
    private static final Bundle.Chain CHAIN =
            new Bundle.Chain(Keccak.hash(Bytes.of(9)), new TreeSet<>(List.of(Address.ofInt(0x1003))));

    /** Adds 1 to slot 0 and stops. */
    private static final Bytes CODE = Bytes.fromHex("5f54600101" + "5f5500");

    private final BlockProcessor processor = new BlockProcessor(Fork.OSAKA, NativeContracts.NONE);

    @Test
    void holdsAllThatTheTransactionReads(@TempDir Path folder) throws Exception {
        processor.beginBare(environment(), state()).execute(transaction(), SENDER); // its code is prepared from now on
        Bundle bundle = Bundle.ofThrown(
                CHAIN, "unforeseen", transaction(), SENDER, environment(), Bytes.EMPTY, processor, state());
        assertThat(bundle.reason()).isEqualTo("unforeseen (not thrown when run again)");
        TransactionOutcome outcome = bundle.run(processor, Observer.NONE);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TransactionOutcome.Included.class,
                        included -> assertThat(included.halt()).isEmpty());

        Path file = new BundleFolder(folder).write(bundle);
        Bundle read = Bundle.parse(java.nio.file.Files.readAllBytes(file));
        assertThat(read.state()).isEqualTo(bundle.state());
        assertThat(read.chain()).isEqualTo(CHAIN);
        assertThat(read.environment().hashes().hash(4)).isEqualTo(hash(4));
        assertThat(read.run(new BlockProcessor(Fork.OSAKA, NativeContracts.NONE), Observer.NONE))
                .isEqualTo(outcome);
    }

    @Test
    void keepsSoManyFilesAndNotMore(@TempDir Path folder) throws Exception {
        BundleFolder bundles = new BundleFolder(folder);
        for (int i = 0; i <= BundleFolder.MAX_BUNDLES; i++) {
            bundles.write(new Bundle(CHAIN, "x", transaction(), SENDER, environment(i), Bytes.EMPTY, state()));
        }
        assertThat(bundles.list()).hasSize(BundleFolder.MAX_BUNDLES);
        assertThat(bundles.list().getFirst().getFileName().toString()).startsWith("bundle-000000000001-");
    }

    @Test
    void whatIsNoBundleIsNamed() {
        assertThatThrownBy(() -> Bundle.parse(new ObjectMapper().writeValueAsBytes(List.of())))
                .isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> Bundle.parse(new byte[] {'{'})).hasMessageContaining("no JSON");
    }

    private static Bundle.State state() {
        TreeMap<Address, Account> accounts = new TreeMap<>();
        accounts.put(SENDER, new Account(0, UInt256.of(1_000_000_000), Keccak.EMPTY_HASH));
        accounts.put(CONTRACT, new Account(1, UInt256.ZERO, Keccak.hash(CODE)));
        TreeMap<UInt256, UInt256> slots = new TreeMap<>();
        slots.put(UInt256.ZERO, UInt256.of(41));
        var storage = new TreeMap<Address, java.util.SortedMap<UInt256, UInt256>>();
        storage.put(CONTRACT, slots);
        TreeMap<Hash, Bytes> codes = new TreeMap<>();
        codes.put(Keccak.hash(CODE), CODE);
        return new Bundle.State(accounts, storage, codes);
    }

    private static Transaction transaction() {
        return new TransactionBody.DynamicFee(
                        7,
                        0,
                        UInt256.ZERO,
                        UInt256.of(9),
                        100_000,
                        new Target.Call(CONTRACT),
                        UInt256.ZERO,
                        Bytes.EMPTY,
                        List.of())
                .sign(KEY);
    }

    private static Hash hash(long number) {
        return Keccak.hash(Bytes.ofLong(number));
    }

    private static BlockEnvironment environment() {
        return environment(5);
    }

    private static BlockEnvironment environment(long number) {
        return new BlockEnvironment(
                7,
                number,
                1_000,
                30_000_000,
                UInt256.of(7),
                Hash.ZERO,
                Address.ofInt(0xfee),
                Hash.ZERO,
                Hash.ZERO,
                0,
                BundleTest::hash);
    }
}
