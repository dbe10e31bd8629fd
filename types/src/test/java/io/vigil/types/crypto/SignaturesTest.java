package io.vigil.types.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SignaturesTest {
    private static final Bytes MESSAGE = Bytes.of(1, 2, 3);

    @Test
    void theWellKnownDevelopmentKeyHasItsWellKnownAddress() {
        Bytes secret = Bytes.fromHex("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

        assertThat(Secp256k1.address(secret).toChecksumHex()).isEqualTo("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    }

    @Test
    void whatASecretSignedRecoversToItsAddress() {
        Bytes secret = Bytes.fromHex("0x" + "07".repeat(32));
        Hash message = Hash.fromHex("0x" + "ab".repeat(32));

        RecoverableSignature signature = Secp256k1.sign(message, secret);

        assertThat(Secp256k1.isLowS(signature.s())).isTrue();
        assertThat(Secp256k1.recoverAddress(message, signature.r(), signature.s(), signature.yParity()))
                .contains(Secp256k1.address(secret));
        UInt256 highS = Secp256k1.ORDER.subtract(signature.s());
        assertThat(Secp256k1.recoverAddress(message, signature.r(), highS, 1 - signature.yParity()))
                .contains(Secp256k1.address(secret));
    }

    @Test
    void scalarsOutOfRangeRecoverNothing() {
        Hash message = Hash.fromHex("0x" + "ab".repeat(32));
        for (UInt256 bad : List.of(UInt256.ZERO, Secp256k1.ORDER, UInt256.MAX)) {
            assertThat(Secp256k1.recoverAddress(message, bad, UInt256.ONE, 0)).isEmpty();
            assertThat(Secp256k1.recoverAddress(message, UInt256.ONE, bad, 0)).isEmpty();
        }
        assertThat(Secp256k1.recoverAddress(message, UInt256.ONE, UInt256.ONE, 2))
                .isEmpty();
        assertThatThrownBy(() -> Secp256k1.address(Bytes.wrap(new byte[32])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Secp256k1.address(Secp256k1.ORDER.toBytes32()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Secp256k1.address(Bytes.of(1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(Address.ZERO.toChecksumHex()).isEqualTo("0x" + "0".repeat(40));
    }

    @Test
    void aProofOfPossessionIsNoSignatureAndTheOtherWayRound() {
        BlsSecretKey key = key(1);

        assertThat(key.publicKey().verifyPossession(key.proofOfPossession())).isTrue();
        assertThat(key.publicKey().verifyPossession(key.sign(key.publicKey().bytes())))
                .isFalse();
        assertThat(key(2).publicKey().verifyPossession(key.proofOfPossession())).isFalse();
        assertThat(key.proofOfPossession()
                        .verify(key.publicKey(), key.publicKey().bytes()))
                .isFalse();
    }

    @Test
    void aggregatesVerifyForExactlyTheirKeysAndMessages() {
        List<BlsSecretKey> keys = List.of(key(1), key(2), key(3));
        List<BlsPublicKey> publicKeys =
                keys.stream().map(BlsSecretKey::publicKey).toList();
        BlsSignature sum = BlsSignature.aggregate(
                keys.stream().map(key -> key.sign(MESSAGE)).toList());

        assertThat(sum.fastAggregateVerify(publicKeys, MESSAGE)).isTrue();
        assertThat(sum.fastAggregateVerify(publicKeys.subList(0, 2), MESSAGE)).isFalse();
        assertThat(sum.fastAggregateVerify(publicKeys, Bytes.of(1))).isFalse();
        assertThat(sum.fastAggregateVerify(List.of(), MESSAGE)).isFalse();
        assertThat(sum.aggregateVerify(publicKeys, List.of(MESSAGE, MESSAGE, MESSAGE)))
                .isTrue();
        assertThat(sum.aggregateVerify(publicKeys, List.of(MESSAGE, MESSAGE, Bytes.of(1))))
                .isFalse();
        assertThat(sum.aggregateVerify(List.of(), List.of())).isFalse();
    }

    @Test
    void messagesOfAnAggregateMayRepeat() {
        List<Bytes> messages = List.of(Bytes.of(1), Bytes.of(2), Bytes.of(1), Bytes.of(3), Bytes.of(2));
        List<BlsSecretKey> keys = List.of(key(1), key(2), key(3), key(4), key(5));
        List<BlsPublicKey> publicKeys =
                keys.stream().map(BlsSecretKey::publicKey).toList();
        BlsSignature sum = BlsSignature.aggregate(IntStream.range(0, keys.size())
                .mapToObj(i -> keys.get(i).sign(messages.get(i)))
                .toList());

        assertThat(sum.aggregateVerify(publicKeys, messages)).isTrue();
        assertThat(sum.aggregateVerify(publicKeys.reversed(), messages.reversed()))
                .isTrue();
        assertThat(sum.aggregateVerify(publicKeys, messages.reversed())).isFalse();
        assertThat(sum.aggregateVerify(publicKeys.subList(0, 4), messages.subList(0, 4)))
                .isFalse();
    }

    @Test
    void theNativeLibrariesLoadHere() {
        assertThatCode(NativeLibraries::load).doesNotThrowAnyException();
    }

    @Test
    void aSumThatCancelsOutVerifiesNothing() throws MalformedException {
        BlsSecretKey key = key(1);
        UInt256 order = UInt256.of(Bytes.fromHex("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001"));
        BlsSecretKey negative = BlsSecretKey.ofBytes(
                order.subtract(UInt256.of(key.secretBytes())).toBytes32());
        BlsSignature sum = BlsSignature.aggregate(List.of(key.sign(MESSAGE), negative.sign(MESSAGE)));
        List<BlsPublicKey> keys = List.of(key.publicKey(), negative.publicKey());

        assertThat(sum.fastAggregateVerify(keys, MESSAGE)).isFalse();
        assertThat(sum.fastAggregateVerify(keys, Bytes.of(9))).isFalse();
        assertThat(sum.aggregateVerify(keys, List.of(MESSAGE, MESSAGE))).isFalse();
        assertThatThrownBy(() -> BlsSignature.parse(sum.bytes()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("infinity");
    }

    @Test
    void keysSurviveTheirBytes() throws MalformedException {
        BlsSecretKey key = key(5);

        assertThat(BlsSecretKey.ofBytes(key.secretBytes()).publicKey()).isEqualTo(key.publicKey());
        assertThat(BlsPublicKey.parse(key.publicKey().bytes())).isEqualTo(key.publicKey());
        assertThat(BlsSignature.parse(key.sign(MESSAGE).bytes())).isEqualTo(key.sign(MESSAGE));
        assertThat(key.toString()).doesNotContain(key.secretBytes().toHex().substring(2));
        assertThatThrownBy(() -> BlsSecretKey.ofBytes(Bytes.wrap(new byte[32]))).isInstanceOf(MalformedException.class);
    }

    private static BlsSecretKey key(int seed) {
        byte[] entropy = new byte[32];
        entropy[31] = (byte) seed;
        return BlsSecretKey.generate(Bytes.wrap(entropy));
    }
}
