package io.vigil.deposits.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import java.util.ArrayList;
import java.util.List;

/** The RLP of a header out of a node's JSON. Whether it is right shows in its hash. */
final class HeaderJson {
    /** In the order of the header; upgrades appended fields, so a header ends where they end. */
    private static final List<Field> FIELDS = List.of(
            new Field("parentHash", false),
            new Field("sha3Uncles", false),
            new Field("miner", false),
            new Field("stateRoot", false),
            new Field("transactionsRoot", false),
            new Field("receiptsRoot", false),
            new Field("logsBloom", false),
            new Field("difficulty", true),
            new Field("number", true),
            new Field("gasLimit", true),
            new Field("gasUsed", true),
            new Field("timestamp", true),
            new Field("extraData", false),
            new Field("mixHash", false),
            new Field("nonce", false),
            new Field("baseFeePerGas", true),
            new Field("withdrawalsRoot", false),
            new Field("blobGasUsed", true),
            new Field("excessBlobGas", true),
            new Field("parentBeaconBlockRoot", false),
            new Field("requestsHash", false));

    private static final int WORD = 32;

    private HeaderJson() {}

    private record Field(String name, boolean isQuantity) {}

    static Bytes encoded(JsonNode block) throws MalformedException {
        List<Bytes> parts = new ArrayList<>();
        List<Boolean> quantities = new ArrayList<>();
        for (Field field : FIELDS) {
            JsonNode value = block.path(field.name());
            if (!value.isTextual() || !value.textValue().startsWith("0x")) {
                break;
            }
            String digits = value.textValue().substring(2);
            parts.add(Bytes.parseHex(digits.length() % 2 == 0 ? digits : "0" + digits));
            quantities.add(field.isQuantity());
        }
        return RlpWriter.listOf(header -> {
            for (int i = 0; i < parts.size(); i++) {
                Bytes part = parts.get(i);
                if (quantities.get(i)) {
                    header.number(UInt256.of(part.size() > WORD ? Bytes.EMPTY : part));
                } else {
                    header.bytes(part);
                }
            }
        });
    }
}
