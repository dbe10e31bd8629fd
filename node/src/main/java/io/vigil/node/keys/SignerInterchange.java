package io.vigil.node.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.wire.SafetyRecordCodec;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A signer record as a file between machines, in the shape of EIP-3076: metadata that binds it to a chain, and per key the
 * watermarks. Those are there to be read; what is imported is {@code record}, which holds the lock and the statements whole.
 *
 * @param genesis of the chain
 * @param publicKeys 48 bytes each: a validator has one record for all its keys
 */
public record SignerInterchange(
        long chainId, Hash genesis, List<Bytes> publicKeys, SafetyRecord record, StatementLog.Floor floor) {
    /** EIP-3076's number of the shape, and ours of what is in it. */
    private static final String VERSION = "5-vigil-1";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A record has seven statements with certificates. */
    private static final int MAX_TEXT = 4 << 20;

    public SignerInterchange {
        publicKeys = List.copyOf(publicKeys);
    }

    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("metadata")
                .put("interchange_format_version", VERSION)
                .put("chain_id", chainId)
                .put("genesis_hash", genesis.toHex());
        ObjectNode data = root.putArray("data").addObject();
        ArrayNode keys = data.putArray("pubkeys");
        publicKeys.forEach(key -> keys.add(key.toHex()));
        ArrayNode watermarks = data.putArray("watermarks");
        record.last()
                .values()
                .forEach(statement -> watermarks
                        .addObject()
                        .put("kind", statement.kind().name().toLowerCase(Locale.ROOT))
                        .put("epoch", statement.epoch())
                        .put("view", statement.view()));
        data.putObject("lock")
                .put("epoch", record.lock().epoch())
                .put("view", record.lock().view())
                .put("block", record.lock().block().toHex());
        data.putObject("commit_floor")
                .put("height", floor.height())
                .put("hash", floor.hash().toHex());
        data.put("record", SafetyRecordCodec.encode(record).toHex());
        return root.toPrettyString() + "\n";
    }

    /** @throws MalformedException naming the member that is missing or wrong */
    public static SignerInterchange parse(String text) throws MalformedException {
        if (text.length() > MAX_TEXT) {
            throw new MalformedException("signer file of " + text.length() + " characters");
        }
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new MalformedException("signer file: " + e.getOriginalMessage(), e);
        }
        JsonNode metadata = root.path("metadata");
        String version = metadata.path("interchange_format_version").asText();
        if (!version.equals(VERSION)) {
            throw new MalformedException("metadata.interchange_format_version: '" + version + "', not " + VERSION);
        }
        if (root.path("data").size() != 1) {
            throw new MalformedException("data: " + root.path("data").size() + " keys, one is wanted");
        }
        JsonNode data = root.path("data").path(0);
        JsonNode floor = data.path("commit_floor");
        List<Bytes> keys = new ArrayList<>();
        for (JsonNode key : data.path("pubkeys")) {
            keys.add(Bytes.parseHex(key.asText()));
        }
        return new SignerInterchange(
                number(metadata, "chain_id"),
                hash(metadata, "genesis_hash"),
                keys,
                SafetyRecordCodec.decode(bytes(data, "record")),
                new StatementLog.Floor(number(floor, "height"), hash(floor, "hash")));
    }

    private static long number(JsonNode parent, String name) throws MalformedException {
        JsonNode value = parent.path(name);
        if (!value.canConvertToLong() || value.asLong() < 0) {
            throw new MalformedException(name + ": a number from 0 on is wanted");
        }
        return value.asLong();
    }

    private static Hash hash(JsonNode parent, String name) throws MalformedException {
        Bytes bytes = bytes(parent, name);
        if (bytes.size() != Hash.SIZE) {
            throw new MalformedException(name + ": " + bytes.size() + " bytes, not " + Hash.SIZE);
        }
        return new Hash(bytes);
    }

    private static Bytes bytes(JsonNode parent, String name) throws MalformedException {
        if (!parent.path(name).isTextual()) {
            throw new MalformedException(name + ": is missing");
        }
        return Bytes.parseHex(parent.path(name).asText());
    }
}
