package io.vigil.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.testing.Vectors;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** ethereum/tests, RLPTests. */
class RlpConformanceTest {
    @Test
    void agreesWithEthereumOnEveryCase() {
        int encoded = 0;
        int valid = 0;
        int invalid = 0;
        for (Path file : Vectors.filesAt("evm/ethereum-tests/RLPTests", ".json")) {
            for (Map.Entry<String, JsonNode> test : Vectors.json(file).properties()) {
                JsonNode in = test.getValue().path("in");
                Bytes out = Bytes.fromHex(test.getValue().path("out").textValue());
                switch (in.asText()) {
                    case "INVALID" -> {
                        assertThatThrownBy(() -> copy(out)).as(test.getKey()).isInstanceOf(MalformedException.class);
                        invalid++;
                    }
                    case "VALID" -> {
                        assertThat(copied(out)).as(test.getKey()).isEqualTo(out);
                        valid++;
                    }
                    default -> {
                        RlpWriter writer = new RlpWriter();
                        write(in, writer);
                        assertThat(writer.toBytes()).as(test.getKey()).isEqualTo(out);
                        assertThat(copied(out)).as(test.getKey()).isEqualTo(out);
                        encoded++;
                    }
                }
            }
        }
        System.out.println("RLPTests: " + (encoded + valid + invalid) + " passed");
        assertThat(encoded).isEqualTo(28);
        assertThat(valid).isEqualTo(1);
        assertThat(invalid).isEqualTo(26);
    }

    private static void write(JsonNode value, RlpWriter writer) {
        if (value.isArray()) {
            writer.list(list -> value.forEach(item -> write(item, list)));
        } else if (value.isNumber()) {
            writer.number(value.longValue());
        } else if (value.textValue().startsWith("#")) {
            byte[] number = new BigInteger(value.textValue().substring(1)).toByteArray();
            int sign = number[0] == 0 ? 1 : 0;
            writer.bytes(Bytes.copyOf(number, sign, number.length - sign));
        } else {
            writer.bytes(Bytes.wrap(value.textValue().getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static Bytes copied(Bytes rlp) {
        try {
            return copy(rlp);
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
    }

    /** Takes everything apart and puts it together again. */
    private static Bytes copy(Bytes rlp) throws MalformedException {
        RlpReader reader = RlpReader.of(rlp);
        Bytes copy = copyItem(reader);
        reader.end();
        return copy;
    }

    private static Bytes copyItem(RlpReader reader) throws MalformedException {
        if (!reader.isList()) {
            return new RlpWriter().bytes(reader.bytes()).toBytes();
        }
        RlpReader list = reader.list();
        var items = new java.util.ArrayList<Bytes>();
        while (list.hasNext()) {
            items.add(copyItem(list));
        }
        return RlpWriter.listOfEncoded(items);
    }
}
