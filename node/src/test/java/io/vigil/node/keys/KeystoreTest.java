package io.vigil.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files are the two test cases of EIP-2335. */
class KeystoreTest {
    private static final Bytes SECRET =
            Bytes.fromHex("000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f");

    /** "testpassword" in mathematical letters, then a key: normalises to ASCII letters and the key. */
    private static final String PASSWORD = "𝔱𝔢𝔰𝔱𝔭𝔞𝔰𝔰𝔴𝔬𝔯𝔡🔑";

    private final KeystoreJson json = new KeystoreJson();

    @ParameterizedTest
    @ValueSource(strings = {"scrypt", "pbkdf2"})
    void opensTheTestCasesOfTheStandard(String name) throws Exception {
        Keystore keystore = json.read(resource(name));

        assertThat(keystore.open(PASSWORD)).contains(SECRET);
        assertThat(keystore.publicKey().size()).isEqualTo(48);
    }

    @Test
    void normalisesThePasswordAndDropsControlCodes() throws Exception {
        Keystore keystore = json.read(resource("pbkdf2"));

        assertThat(keystore.open("testpassword🔑")).contains(SECRET);
        assertThat(keystore.open("test\npass\u007fword🔑\u0085")).contains(SECRET);
    }

    @Test
    void aWrongPasswordOpensNothing() throws Exception {
        assertThat(json.read(resource("pbkdf2")).open("testpassword")).isEmpty();
    }

    @Test
    void whatIsLockedAndWrittenIsReadAndOpened() throws Exception {
        Bytes salt = Bytes.fromHex("11".repeat(32));
        Bytes iv = Bytes.fromHex("22".repeat(16));
        UUID uuid = UUID.fromString("64625def-3331-4eea-ab6f-782f3ed16a83");
        for (KeyDerivation derivation :
                new KeyDerivation[] {new KeyDerivation.Scrypt(16, 8, 1, salt), new KeyDerivation.Pbkdf2(3, salt)}) {
            Keystore locked = Keystore.lock(SECRET, Bytes.of(1, 2, 3), "password", derivation, iv, uuid);

            Keystore read = json.read(json.write(locked));

            assertThat(read).isEqualTo(locked);
            assertThat(read.open("password")).contains(SECRET);
            assertThat(read.open("Password")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        "version": 4             | "version": 3               | version
        "function": "scrypt"     | "function": "argon2"       | crypto.kdf.function: 'argon2'
        "dklen": 32              | "dklen": 64                | crypto.kdf.params.dklen
        "n": 262144              | "n": 262143                | scrypt with n=262143
        "n": 262144              | "n": 524288                | takes more than 256 MiB
        "n": 262144              | "n": -2147483648           | scrypt with n=-2147483648
        "n": 262144              | "n": 9999999999            | crypto.kdf.params.n
        "p": 1                   | "p": 17                    | p=17
        "function": "sha256"     | "function": "sha3"         | crypto.checksum.function: 'sha3'
        "aes-128-ctr"            | "aes-256-gcm"              | crypto.cipher.function
        "iv": "264d              | "iv": "264                 | crypto.cipher.params.iv: 31 hex digits
        "message": "06ae         | "message": "06zz           | crypto.cipher.message: not hex
        "uuid": "1d85ae20-       | "uuid": "                  | uuid
        "crypto": {              | "crypto": [                | not JSON
        """)
    void aDamagedKeystoreIsRefusedWithTheFieldNamed(String right, String wrong, String message) throws Exception {
        String text = resource("scrypt");
        assertThat(text).contains(right);

        assertThatThrownBy(() -> json.read(text.replace(right, wrong)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = KeystoreTest.class.getResourceAsStream("/eip-2335/" + name + ".json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
