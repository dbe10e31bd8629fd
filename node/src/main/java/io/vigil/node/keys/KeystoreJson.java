package io.vigil.node.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.UUID;

/** The JSON form of a {@link Keystore} (EIP-2335 "JSON schema"). */
public final class KeystoreJson {
    private static final int VERSION = 4;
    private static final int CHECKSUM_BYTES = 32;

    /** A secret has 32 bytes; a longer one is no key of ours. */
    private static final int MAX_SECRET_BYTES = 64;

    private static final int MAX_SALT_BYTES = 64;

    private final ObjectMapper json = new ObjectMapper();

    public String write(Keystore keystore) {
        ObjectNode root = json.createObjectNode();
        ObjectNode crypto = root.putObject("crypto");
        writeDerivation(crypto.putObject("kdf"), keystore.derivation());
        ObjectNode checksum = crypto.putObject("checksum").put("function", "sha256");
        checksum.putObject("params");
        checksum.put("message", hex(keystore.checksum()));
        ObjectNode cipher = crypto.putObject("cipher").put("function", "aes-128-ctr");
        cipher.putObject("params").put("iv", hex(keystore.iv()));
        cipher.put("message", hex(keystore.cipherText()));
        root.put("description", keystore.description())
                .put("pubkey", hex(keystore.publicKey()))
                .put("path", keystore.path())
                .put("uuid", keystore.uuid().toString())
                .put("version", VERSION);
        return root.toPrettyString() + "\n";
    }

    private static void writeDerivation(ObjectNode kdf, KeyDerivation derivation) {
        kdf.put("function", derivation instanceof KeyDerivation.Scrypt ? "scrypt" : "pbkdf2");
        ObjectNode params = kdf.putObject("params").put("dklen", KeyDerivation.KEY_BYTES);
        switch (derivation) {
            case KeyDerivation.Scrypt(int n, int r, int p, Bytes salt) ->
                params.put("n", n).put("r", r).put("p", p);
            case KeyDerivation.Pbkdf2(int rounds, Bytes salt) ->
                params.put("c", rounds).put("prf", "hmac-sha256");
        }
        params.put("salt", hex(derivation.salt()));
        kdf.put("message", "");
    }

    /** @throws MalformedException if the text is no keystore of version 4, or one that no node can open */
    public Keystore read(String text) throws MalformedException {
        JsonNode root;
        try {
            root = json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new MalformedException("not JSON: " + e.getOriginalMessage(), e);
        }
        if (number(root, "/version") != VERSION) {
            throw new MalformedException("version: only keystores of version 4 (EIP-2335) are known");
        }
        expect(root, "/crypto/checksum/function", "sha256");
        expect(root, "/crypto/cipher/function", "aes-128-ctr");
        return new Keystore(
                readDerivation(root),
                bytes(root, "/crypto/cipher/params/iv", Keystore.IV_BYTES, Keystore.IV_BYTES),
                bytes(root, "/crypto/cipher/message", 1, MAX_SECRET_BYTES),
                bytes(root, "/crypto/checksum/message", CHECKSUM_BYTES, CHECKSUM_BYTES),
                Bytes.parseHex(root.path("pubkey").asText()),
                root.path("path").asText(),
                uuid(root),
                root.path("description").asText());
    }

    private static KeyDerivation readDerivation(JsonNode root) throws MalformedException {
        String function = root.at("/crypto/kdf/function").asText();
        if (number(root, "/crypto/kdf/params/dklen") != KeyDerivation.KEY_BYTES) {
            throw new MalformedException("crypto.kdf.params.dklen: only 32 is known");
        }
        Bytes salt = bytes(root, "/crypto/kdf/params/salt", 1, MAX_SALT_BYTES);
        return switch (function) {
            case "scrypt" ->
                KeyDerivation.scrypt(
                        number(root, "/crypto/kdf/params/n"),
                        number(root, "/crypto/kdf/params/r"),
                        number(root, "/crypto/kdf/params/p"),
                        salt);
            case "pbkdf2" -> {
                expect(root, "/crypto/kdf/params/prf", "hmac-sha256");
                yield KeyDerivation.pbkdf2(number(root, "/crypto/kdf/params/c"), salt);
            }
            default -> throw new MalformedException("crypto.kdf.function: '" + function + "' is not scrypt or pbkdf2");
        };
    }

    private static UUID uuid(JsonNode root) throws MalformedException {
        try {
            return UUID.fromString(root.path("uuid").asText());
        } catch (IllegalArgumentException e) {
            throw new MalformedException("uuid: '" + root.path("uuid").asText() + "' is none", e);
        }
    }

    private static void expect(JsonNode root, String pointer, String word) throws MalformedException {
        String found = root.at(pointer).asText();
        if (!found.equals(word)) {
            throw new MalformedException(name(pointer) + ": '" + found + "' is not " + word);
        }
    }

    private static int number(JsonNode root, String pointer) throws MalformedException {
        JsonNode node = root.at(pointer);
        if (!node.isIntegralNumber() || !node.canConvertToInt()) {
            throw new MalformedException(name(pointer) + ": missing, or no number");
        }
        return node.intValue();
    }

    private static Bytes bytes(JsonNode root, String pointer, int least, int most) throws MalformedException {
        String text = root.at(pointer).asText();
        if (text.length() < 2 * least || text.length() > 2 * most) {
            throw new MalformedException(name(pointer) + ": " + text.length() + " hex digits");
        }
        try {
            return Bytes.parseHex(text);
        } catch (MalformedException e) {
            throw new MalformedException(name(pointer) + ": " + e.getMessage(), e);
        }
    }

    private static String name(String pointer) {
        return pointer.substring(1).replace('/', '.');
    }

    private static String hex(Bytes bytes) {
        return bytes.toHex().substring(2);
    }
}
