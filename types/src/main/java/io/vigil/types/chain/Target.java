package io.vigil.types.chain;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;

/** What a transaction is for: calling an account or creating a contract. A case of the type, never a missing address (R3.1). */
public sealed interface Target {
    record Call(Address to) implements Target {}

    record Create() implements Target {}

    /** An empty string stands for creation. */
    static Target read(RlpReader reader) throws MalformedException {
        Bytes item = reader.bytes();
        return switch (item.size()) {
            case 0 -> new Create();
            case Address.SIZE -> new Call(new Address(item));
            default -> throw new MalformedException("transaction: 'to' has 0 or 20 bytes, not " + item.size());
        };
    }

    default void write(RlpWriter writer) {
        switch (this) {
            case Call(Address to) -> writer.address(to);
            case Create() -> writer.bytes(Bytes.EMPTY);
        }
    }
}
