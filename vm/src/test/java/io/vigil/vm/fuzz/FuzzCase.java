package io.vigil.vm.fuzz;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.state.Account;
import io.vigil.types.testing.Seeds;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.Fork;
import io.vigil.vm.NativeContracts;
import io.vigil.vm.statetest.MemoryState;
import io.vigil.vm.transaction.BlockExecution;
import io.vigil.vm.transaction.BlockProcessor;
import io.vigil.vm.transaction.Message;
import io.vigil.vm.transaction.TransactionOutcome;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One world, some transactions in it, and the verdict of two machines. */
final class FuzzCase {
    private static final Address SENDER = Address.ofInt(0xaaaa01);
    private static final Address LEADER = Address.ofInt(0xbbbb01);
    private static final int CONTRACTS = 4;
    private static final int MAX_TRANSACTIONS = 3;
    private static final BlockProcessor PROCESSOR = new BlockProcessor(Fork.OSAKA, NativeContracts.NONE);

    private final Seeds random;
    private final List<Address> contracts = new ArrayList<>();
    private final List<Address> known = new ArrayList<>();
    private final List<MemoryState.Entry> entries = new ArrayList<>();

    FuzzCase(Seeds random) {
        this.random = random;
        for (int i = 0; i < CONTRACTS; i++) {
            contracts.add(Address.ofInt(0xcccc00 + i));
        }
        known.addAll(contracts);
        known.addAll(List.of(SENDER, LEADER, Address.ofInt(2), Address.ofInt(4), Address.ofInt(0xdead)));
        entry(SENDER, 0, UInt256.of(1_000_000_000_000L), Bytes.EMPTY, new TreeMap<>());
        RandomPrograms programs = new RandomPrograms(random, known);
        for (Address contract : contracts) {
            TreeMap<UInt256, UInt256> slots = new TreeMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                slots.put(UInt256.of(random.nextInt(6)), UInt256.of(1 + random.nextInt(3)));
            }
            entry(contract, 1, UInt256.of(random.nextInt(10)), programs.program(), slots);
        }
    }

    private void entry(Address address, long nonce, UInt256 balance, Bytes code, TreeMap<UInt256, UInt256> slots) {
        entries.add(new MemoryState.Entry(address, nonce, balance, code, slots));
    }

    /** What the machines disagree about; empty if nothing. */
    String difference() {
        try {
            return compare();
        } catch (PlainMachine.OutOfScope e) {
            return ""; // one in some ten thousand
        }
    }

    private String compare() {
        MemoryState state = MemoryState.EMPTY.with(entries);
        PlainWorld plain = plain();
        BlockExecution execution = PROCESSOR.beginBare(block(), state);
        int count = 1 + random.nextInt(MAX_TRANSACTIONS);
        for (int nonce = 0; nonce < count; nonce++) {
            Message message = message(nonce);
            PlainMachine machine = new PlainMachine(fresh(plain), block());
            PlainMachine.Result wanted = machine.run(message);
            String difference = switch (execution.execute(message)) {
                case TransactionOutcome.Refused(var rejection) -> "refused: " + rejection.message();
                case TransactionOutcome.Included included -> difference(included, wanted);
            };
            if (!difference.isEmpty()) {
                return "transaction " + nonce + " " + message.target() + ": " + difference;
            }
            plain = machine.world;
        }
        return difference(state.with(execution.finish().changes()), plain);
    }

    private static String difference(TransactionOutcome.Included found, PlainMachine.Result wanted) {
        if (found.halt().isEmpty() != wanted.success()) {
            return "halt " + found.halt() + ", expected success " + wanted.success();
        }
        if (found.gasUsed() != wanted.gasUsed()) {
            return "gas " + found.gasUsed() + ", expected " + wanted.gasUsed();
        }
        if (!found.output().equals(wanted.output())) {
            return "output " + found.output() + ", expected " + wanted.output();
        }
        return found.receipt().logs().equals(wanted.logs())
                ? ""
                : "logs " + found.receipt().logs() + ", expected " + wanted.logs();
    }

    private static String difference(MemoryState found, PlainWorld wanted) {
        Map<Address, Account> accounts = found.accounts();
        if (!accounts.keySet().equals(wanted.accounts.keySet())) {
            return "accounts " + accounts.keySet() + ", expected " + wanted.accounts.keySet();
        }
        for (Map.Entry<Address, PlainWorld.PlainAccount> entry : wanted.accounts.entrySet()) {
            PlainWorld.PlainAccount plain = entry.getValue();
            Account expected = new Account(plain.nonce, UInt256.of(plain.balance), Keccak.hash(plain.code));
            Account account = accounts.getOrDefault(entry.getKey(), Account.EMPTY);
            if (!account.equals(expected)) {
                return entry.getKey() + " is " + account + ", expected " + expected;
            }
            TreeMap<BigInteger, BigInteger> slots = new TreeMap<>();
            found.slots(entry.getKey()).forEach((key, value) -> slots.put(key.toBigInteger(), value.toBigInteger()));
            if (!slots.equals(plain.slots)) {
                return "slots of " + entry.getKey() + " " + slots + ", expected " + plain.slots;
            }
        }
        return "";
    }

    private Message message(long nonce) {
        boolean creates = random.oneIn(8);
        Bytes data = creates
                ? new RandomPrograms(random, known).program()
                : random.bytes(random.nextInt(random.oneIn(4) ? 100 : 5));
        return new Message(
                2,
                SENDER,
                creates ? new Target.Create() : new Target.Call(random.pick(known)),
                UInt256.of(random.nextInt(3)),
                data,
                nonce,
                random.between(100_000, 600_000),
                UInt256.of(10),
                UInt256.of(random.nextInt(5)),
                List.of(),
                List.of(),
                List.of(),
                UInt256.ZERO);
    }

    private PlainWorld plain() {
        PlainWorld world = new PlainWorld();
        for (MemoryState.Entry entry : entries) {
            PlainWorld.PlainAccount account = world.account(entry.address());
            account.nonce = entry.nonce();
            account.balance = entry.balance().toBigInteger();
            account.code = entry.code();
            entry.slots().forEach((key, value) -> account.slots.put(key.toBigInteger(), value.toBigInteger()));
        }
        return world;
    }

    /** The accounts alone: everything else begins anew with each transaction. */
    private static PlainWorld fresh(PlainWorld before) {
        PlainWorld world = new PlainWorld();
        before.accounts.forEach((address, account) -> world.accounts.put(address, account.copy()));
        return world;
    }

    private static BlockEnvironment block() {
        return new BlockEnvironment(
                1,
                1_000,
                5_000,
                30_000_000,
                UInt256.of(7),
                Keccak.hash(Bytes.of(9)),
                LEADER,
                Hash.ZERO,
                Hash.ZERO,
                0,
                number -> Keccak.hash(Bytes.of((int) (number >> 8), (int) number)));
    }
}
