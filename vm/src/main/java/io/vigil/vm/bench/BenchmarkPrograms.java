package io.vigil.vm.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the programs of a folder that has an {@code index.json}. */
public final class BenchmarkPrograms {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private BenchmarkPrograms() {}

    /** The content of one file of the folder. */
    @FunctionalInterface
    public interface Folder {
        Bytes read(String path) throws MalformedException;
    }

    /** @throws MalformedException if a file is missing or has another form */
    public static List<BenchmarkProgram> read(Folder folder) throws MalformedException {
        List<BenchmarkProgram> programs = new ArrayList<>();
        for (JsonNode test : json(folder.read("index.json")).path("cases")) {
            programs.add(program(folder, test));
        }
        return programs;
    }

    private static BenchmarkProgram program(Folder folder, JsonNode test) throws MalformedException {
        String file = test.path("code").asText().split(" ")[0];
        Bytes code;
        Bytes input;
        if (file.endsWith(".hex")) {
            String hex = new String(folder.read(file).shared(), StandardCharsets.US_ASCII);
            code = Bytes.parseHex(hex.strip());
            input = Bytes.parseHex(test.path("calldata").asText());
        } else {
            JsonNode state = json(folder.read(file)).elements().next();
            JsonNode transaction = state.path("transaction");
            String to = transaction.path("to").asText();
            code = Bytes.parseHex(state.path("pre").path(to).path("code").asText());
            int index = label(state, test.path("case").asText());
            input = Bytes.parseHex(transaction.path("data").path(index).asText());
        }
        String head = test.path("outputHead").asText();
        int end = head.indexOf('.');
        return new BenchmarkProgram(
                test.path("name").asText() + "/" + test.path("case").asText(),
                code,
                input,
                test.path("harnessRepeats").asInt(),
                test.path("execGas").asLong(),
                Bytes.parseHex(end < 0 ? head : head.substring(0, end)));
    }

    /** The index of the input that the file calls {@code name}. */
    private static int label(JsonNode state, String name) throws MalformedException {
        for (Map.Entry<String, JsonNode> label :
                state.path("_info").path("labels").properties()) {
            if (label.getValue().asText().equals(name)) {
                return Integer.parseInt(label.getKey());
            }
        }
        throw new MalformedException("no input is called '" + name + "'");
    }

    private static JsonNode json(Bytes bytes) throws MalformedException {
        try {
            return MAPPER.readTree(new String(bytes.shared(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new MalformedException("not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
