package io.vigil.vm;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import java.util.List;

/**
 * A system contract in Java behind an address. It answers CALL and STATICCALL only (under DELEGATECALL and CALLCODE the
 * address's own code runs, which is 0xfe), charges gas by a table, keeps all its state in its account's storage and
 * reverts as any contract does.
 */
public interface NativeContract {
    /** Gas charged before {@link #run}, from the table of the contract's methods. */
    long price(Bytes input);

    Answer run(Call call, Context context);

    /**
     * @param caller the account that calls
     * @param value already credited to the contract
     * @param isStatic whether writing is forbidden
     */
    record Call(Address self, Address caller, UInt256 value, Bytes input, boolean isStatic, BlockEnvironment block) {}

    /** How a call ends. */
    sealed interface Answer {
        record Returned(Bytes output) implements Answer {}

        /** Undoes all writes; {@code data} is what Solidity would return, such as an encoded {@code Error(string)}. */
        record Reverted(Bytes data) implements Answer {}
    }

    /**
     * The narrow view of the world that a native contract has. A write under static mode, and a charge beyond the gas
     * left, end the call as the same fault in bytecode would, whatever {@code run} answers afterwards.
     */
    interface Context {
        UInt256 load(UInt256 key);

        /** A slot of another system contract, which may be read only. */
        UInt256 load(Address other, UInt256 key);

        void store(UInt256 key, UInt256 value);

        void log(List<Hash> topics, Bytes data);

        /** Moves {@code amount} of the contract's own balance without running code; false if it has less. */
        boolean pay(Address to, UInt256 amount);

        /** Charges gas beyond the price; false once there is not enough. */
        boolean charge(long gas);
    }
}
