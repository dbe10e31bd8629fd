package io.vigil.deposits.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositDomain;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;

/**
 * The file that Ethereum's deposit tool writes, so that its users' other tools read ours: hex without a prefix, the amount a
 * number.
 *
 * @param network how the file calls the network; nobody checks it
 */
public record DepositFile(List<DepositData> deposits, DepositDomain domain, String network) {
    /** More keys than one person makes at once. */
    public static final int MAX_DEPOSITS = 10_000;

    public static final int MAX_BYTES = 16 << 20;

    /** The version of the tool whose form this is; readers ask for it. */
    private static final String TOOL_VERSION = "2.7.0";

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(4)
                            .maxStringLength(1_024)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    public DepositFile {
        deposits = List.copyOf(deposits);
    }

    public String write() {
        ArrayNode list = JSON.createArrayNode();
        for (DepositData deposit : deposits) {
            list.addObject()
                    .put("pubkey", hex(deposit.publicKey()))
                    .put("withdrawal_credentials", hex(deposit.credentials().bytes()))
                    .put("amount", deposit.amountGwei())
                    .put("signature", hex(deposit.signature()))
                    .put("deposit_message_root", hex(deposit.messageRoot().bytes()))
                    .put("deposit_data_root", hex(deposit.root().bytes()))
                    .put("fork_version", hex(domain.forkVersion()))
                    .put("network_name", network)
                    .put("deposit_cli_version", TOOL_VERSION);
        }
        return list.toPrettyString() + "\n";
    }

    /** Roots must be those of the parts; whether a signature holds is for {@link DepositData#possession} to say. */
    public static DepositFile read(Bytes file) throws MalformedException {
        if (file.size() > MAX_BYTES) {
            throw new MalformedException("deposit data: " + file.size() + " bytes, at most " + MAX_BYTES);
        }
        JsonNode list;
        try {
            list = JSON.readTree(file.toArray());
        } catch (JsonProcessingException e) {
            throw new MalformedException("deposit data: " + e.getOriginalMessage(), e);
        } catch (java.io.IOException e) {
            throw new MalformedException("deposit data: " + e.getMessage(), e);
        }
        if (!list.isArray() || list.isEmpty() || list.size() > MAX_DEPOSITS) {
            throw new MalformedException("deposit data: a list of 1 to " + MAX_DEPOSITS + " deposits wanted");
        }
        List<DepositData> deposits = new ArrayList<>();
        DepositDomain domain = new DepositDomain(bytes(list.get(0), 0, "fork_version", 4));
        for (int i = 0; i < list.size(); i++) {
            deposits.add(deposit(list.get(i), i));
            if (!bytes(list.get(i), i, "fork_version", 4).equals(domain.forkVersion())) {
                throw new MalformedException("deposit data: [" + i + "].fork_version is not that of the first one");
            }
        }
        return new DepositFile(
                deposits, domain, list.get(0).path("network_name").asText());
    }

    private static DepositData deposit(JsonNode item, int at) throws MalformedException {
        JsonNode amount = item.path("amount");
        if (!amount.isIntegralNumber() || !amount.canConvertToLong() || amount.longValue() < 0) {
            throw new MalformedException("deposit data: [" + at + "].amount must be a number of gwei");
        }
        DepositData deposit = new DepositData(
                bytes(item, at, "pubkey", 48),
                new Hash(bytes(item, at, "withdrawal_credentials", 32)),
                amount.longValue(),
                bytes(item, at, "signature", 96));
        if (!bytes(item, at, "deposit_data_root", 32).equals(deposit.root().bytes())) {
            throw new MalformedException("deposit data: [" + at + "].deposit_data_root is not that of the deposit, "
                    + hex(deposit.root().bytes()));
        }
        return deposit;
    }

    private static Bytes bytes(JsonNode item, int at, String field, int size) throws MalformedException {
        JsonNode value = item.path(field);
        Bytes bytes = value.isTextual() ? Bytes.parseHex("0x" + value.textValue()) : Bytes.EMPTY;
        if (bytes.size() != size) {
            throw new MalformedException(
                    "deposit data: [" + at + "]." + field + " must have " + size + " bytes in hex");
        }
        return bytes;
    }

    private static String hex(Bytes bytes) {
        return bytes.toHex().substring(2);
    }
}
