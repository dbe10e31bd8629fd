package io.vigil.node.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.crypto.Secp256k1;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class DevelopmentAccountsTest {
    private static final int HARDENED = 0x8000_0000;

    /** BIP-32: a node of the tree of keys. */
    private record Node(BigInteger key, byte[] chainCode) {
        static Node ofMnemonic(String mnemonic) throws GeneralSecurityException {
            byte[] salt = "mnemonic".getBytes(StandardCharsets.UTF_8);
            PBEKeySpec spec = new PBEKeySpec(mnemonic.toCharArray(), salt, 2048, 512);
            byte[] seed = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
            byte[] hash = hmac("Bitcoin seed".getBytes(StandardCharsets.UTF_8), seed);
            return new Node(left(hash), right(hash));
        }

        Node child(int index) throws GeneralSecurityException {
            byte[] head = index < 0
                    ? ByteBuffer.allocate(33)
                            .put((byte) 0)
                            .put(bytes(key).shared())
                            .array()
                    : compressed(Secp256k1.publicKey(bytes(key)));
            byte[] hash = hmac(
                    chainCode, ByteBuffer.allocate(37).put(head).putInt(index).array());
            BigInteger order = new BigInteger(Secp256k1.ORDER.toString());
            return new Node(left(hash).add(key).mod(order), right(hash));
        }

        private static byte[] compressed(Bytes publicKey) {
            byte[] point = publicKey.slice(0, 33).toArray();
            point[0] = (byte) (publicKey.get(64) % 2 == 0 ? 2 : 3);
            return point;
        }

        private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(key, "HmacSHA512"));
            return mac.doFinal(data);
        }

        private static BigInteger left(byte[] hash) {
            return new BigInteger(1, hash, 0, 32);
        }

        private static byte[] right(byte[] hash) {
            return Bytes.copyOf(hash, 32, 32).toArray();
        }

        static Bytes bytes(BigInteger key) {
            return Bytes.fromHex("%064x".formatted(key));
        }
    }

    @Test
    void areTheFirstTenOfTheMnemonic() throws GeneralSecurityException {
        Node account = Node.ofMnemonic(DevelopmentAccounts.MNEMONIC)
                .child(44 | HARDENED)
                .child(60 | HARDENED)
                .child(HARDENED)
                .child(0);

        List<Bytes> derived = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            derived.add(Node.bytes(account.child(i).key()));
        }

        assertThat(DevelopmentAccounts.secretKeys()).isEqualTo(derived);
    }

    @Test
    void theFirstHasTheAddressThatToolsShow() {
        assertThat(DevelopmentAccounts.addresses().getFirst())
                .isEqualTo(Address.fromHex("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"));
    }
}
