package io.vigil.deposits.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.deposits.DepositTree;
import io.vigil.deposits.DepositTreeSnapshot;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes snapshots; what is read is checked as {@link DepositTreeSnapshot#parse} has it. */
public final class SnapshotCodec {
    /** A full snapshot in JSON has 33 hashes and four numbers; this leaves room for white space. */
    public static final int MAX_BYTES = 16 << 10;

    /** Offset of the list, root, count, block hash, block number. */
    private static final int FIXED = 4 + 32 + 8 + 32 + 8;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(4)
                            .maxStringLength(256)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private SnapshotCodec() {}

    /** Either form: JSON begins with a brace, which in SSZ would be an offset that no snapshot has. */
    public static DepositTreeSnapshot read(Bytes file) throws MalformedException {
        if (file.size() > MAX_BYTES) {
            throw new MalformedException("deposit snapshot: " + file.size() + " bytes, at most " + MAX_BYTES);
        }
        boolean ssz = file.size() >= 4 && file.get(0) == FIXED && file.get(1) == 0;
        return ssz ? readSsz(file) : readJson(new String(file.shared(), StandardCharsets.UTF_8));
    }

    public static DepositTreeSnapshot readSsz(Bytes file) throws MalformedException {
        int listSize = file.size() - FIXED;
        if (listSize < 0 || listSize % Hash.SIZE != 0 || listSize / Hash.SIZE > DepositTree.DEPTH) {
            throw new MalformedException("deposit snapshot: " + file.size() + " bytes, must be 84 and 0 to 32 hashes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(file.shared()).order(ByteOrder.LITTLE_ENDIAN);
        int offset = buffer.getInt(0);
        if (offset != FIXED) {
            throw new MalformedException(
                    "deposit snapshot: offset " + Integer.toUnsignedString(offset) + ", must be 84");
        }
        List<Hash> finalized = new ArrayList<>();
        for (int at = FIXED; at < file.size(); at += Hash.SIZE) {
            finalized.add(new Hash(file.slice(at, Hash.SIZE)));
        }
        return DepositTreeSnapshot.parse(
                finalized,
                new Hash(file.slice(4, Hash.SIZE)),
                buffer.getLong(36),
                new Hash(file.slice(44, Hash.SIZE)),
                buffer.getLong(76));
    }

    public static Bytes writeSsz(DepositTreeSnapshot snapshot) {
        List<Hash> finalized = snapshot.frontier().subtrees();
        ByteBuffer buffer =
                ByteBuffer.allocate(FIXED + Hash.SIZE * finalized.size()).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(FIXED).put(snapshot.root().bytes().shared()).putLong(snapshot.count());
        buffer.put(snapshot.blockHash().bytes().shared()).putLong(snapshot.blockNumber());
        finalized.forEach(hash -> buffer.put(hash.bytes().shared()));
        return Bytes.wrap(buffer.array());
    }

    /** The Beacon API's answer, with {@code data} around it or without. */
    public static DepositTreeSnapshot readJson(String text) throws MalformedException {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new MalformedException("deposit snapshot: " + e.getOriginalMessage(), e);
        }
        JsonNode data = root.has("data") ? root.get("data") : root;
        JsonNode list = data.path("finalized");
        if (!list.isArray() || list.size() > DepositTree.DEPTH) {
            throw new MalformedException("deposit snapshot: finalized must be a list of at most 32 hashes");
        }
        List<Hash> finalized = new ArrayList<>();
        for (JsonNode item : list) {
            finalized.add(hash(item, "finalized"));
        }
        return DepositTreeSnapshot.parse(
                finalized,
                hash(data.path("deposit_root"), "deposit_root"),
                number(data, "deposit_count"),
                hash(data.path("execution_block_hash"), "execution_block_hash"),
                number(data, "execution_block_height"));
    }

    public static String writeJson(DepositTreeSnapshot snapshot) {
        ObjectNode data = JSON.createObjectNode();
        ArrayNode finalized = data.putArray("finalized");
        snapshot.frontier().subtrees().forEach(hash -> finalized.add(hash.toHex()));
        data.put("deposit_root", snapshot.root().toHex());
        data.put("deposit_count", Long.toString(snapshot.count()));
        data.put("execution_block_hash", snapshot.blockHash().toHex());
        data.put("execution_block_height", Long.toString(snapshot.blockNumber()));
        return JSON.createObjectNode().set("data", data).toString();
    }

    private static Hash hash(JsonNode node, String field) throws MalformedException {
        Bytes bytes = node.isTextual() ? Bytes.parseHex(node.textValue()) : Bytes.EMPTY;
        if (bytes.size() != Hash.SIZE) {
            throw new MalformedException("deposit snapshot: " + field + " must be a string of 32 hex bytes");
        }
        return new Hash(bytes);
    }

    private static long number(JsonNode data, String field) throws MalformedException {
        JsonNode node = data.path(field);
        String text = node.isTextual() || node.isIntegralNumber() ? node.asText() : "";
        if (!text.matches("[0-9]{1,19}")) {
            throw new MalformedException("deposit snapshot: " + field + " must be a decimal number below 2^63");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedException("deposit snapshot: " + field + " must be below 2^63", e);
        }
    }
}
