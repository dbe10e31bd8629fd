package io.vigil.vm.transaction;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.vm.BlockEnvironment;
import io.vigil.vm.statetest.MemoryState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A small world for tests: accounts, a block, messages. */
public final class World {
    public static final Address SENDER = Address.ofInt(0xaaaa01);
    public static final Address OTHER = Address.ofInt(0xaaaa02);
    public static final Address CONTRACT = Address.ofInt(0xcccc01);
    public static final Address LEADER = Address.ofInt(0xbbbb01);
    public static final UInt256 BASE_FEE = UInt256.of(7);
    public static final UInt256 ETHER = UInt256.of(1_000_000_000_000_000_000L);

    private final List<MemoryState.Entry> entries = new ArrayList<>();

    public World() {
        with(SENDER, 0, ETHER, "");
        with(OTHER, 0, ETHER, "");
    }

    public World with(Address address, long nonce, UInt256 balance, String codeHex) {
        entries.add(new MemoryState.Entry(address, nonce, balance, Bytes.fromHex(codeHex), new TreeMap<>()));
        return this;
    }

    public World withContract(String codeHex) {
        return with(CONTRACT, 1, UInt256.ZERO, codeHex);
    }

    public MemoryState state() {
        return MemoryState.EMPTY.with(entries);
    }

    public static BlockEnvironment block() {
        return new BlockEnvironment(
                1, 10, 1_000, 30_000_000, BASE_FEE, Hash.ZERO, LEADER, Hash.ZERO, Hash.ZERO, 0, number -> Hash.ZERO);
    }

    /** A transaction of type 2 with a fee that suffices. */
    public static Message message(long nonce, Target target, UInt256 value, Bytes data, long gas) {
        return priced(nonce, target, value, data, gas, UInt256.of(10), UInt256.ONE);
    }

    public static Message priced(
            long nonce, Target target, UInt256 value, Bytes data, long gas, UInt256 maxFee, UInt256 tip) {
        return new Message(
                2, SENDER, target, value, data, nonce, gas, maxFee, tip, List.of(), List.of(), List.of(), UInt256.ZERO);
    }

    public static Message call(long nonce, Address to, String dataHex, long gas) {
        return message(nonce, new Target.Call(to), UInt256.ZERO, Bytes.fromHex(dataHex), gas);
    }
}
