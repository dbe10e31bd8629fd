package io.vigil.types.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.crypto.RecoverableSignature;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.types.testing.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionTest {
    /** The example of EIP-155. */
    @Test
    void signsAsTheExampleOfEip155() {
        var body = new TransactionBody.Legacy(
                1,
                9,
                UInt256.of(20_000_000_000L),
                21_000,
                new Target.Call(Address.fromHex("0x" + "35".repeat(20))),
                UInt256.of(1_000_000_000_000_000_000L),
                Bytes.EMPTY);

        assertThat(body.signingHash())
                .isEqualTo(Hash.fromHex("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53"));
        assertThat(body.sign(Bytes.fromHex("0x" + "46".repeat(32))).encode().toHex())
                .isEqualTo("0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080"
                        + "25a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
                        + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");
    }

    @Test
    void whoSignsIsTheSender() {
        Seeds.forEach(100, random -> {
            Samples samples = new Samples(random);
            Bytes secret = samples.secretKey();

            Transaction signed = samples.body().sign(secret);

            assertThat(signed.sender()).contains(Secp256k1.address(secret));
            assertThat(Transaction.decode(signed.encode())).isEqualTo(signed);
        });
    }

    @Test
    void theOtherSignatureOfTheSameSenderIsNone() {
        Samples samples = new Samples(Seeds.of(1));
        Transaction signed = samples.body().sign(samples.secretKey());
        RecoverableSignature signature = signed.signature();
        var high = new RecoverableSignature(
                signature.r(), Secp256k1.ORDER.subtract(signature.s()), 1 - signature.yParity());

        assertThat(Transaction.of(signed.body(), high).sender()).isEmpty();
    }

    @Test
    void anAuthorizationNamesItsAuthority() {
        Bytes secret = new Samples(Seeds.of(1)).secretKey();
        Authorization signed = Authorization.sign(UInt256.ONE, Address.ofInt(5), 7, secret);
        var high = new Authorization(
                signed.chainId(),
                signed.address(),
                signed.nonce(),
                1 - signed.yParity(),
                signed.r(),
                Secp256k1.ORDER.subtract(signed.s()));
        var wide = new Authorization(signed.chainId(), signed.address(), 7, 27, signed.r(), signed.s());

        assertThat(signed.authority()).contains(Secp256k1.address(secret));
        assertThat(high.authority()).isEmpty();
        assertThat(wide.authority()).isEmpty();
    }

    @Test
    void theSenderPaysTheBaseFeeAndTheTipUpToItsMost() {
        assertThat(price(10, 100, 50)).isEqualTo(UInt256.of(60));
        assertThat(price(10, 100, 95)).isEqualTo(UInt256.of(100));
        assertThat(price(10, 100, 100)).isEqualTo(UInt256.of(100));
        assertThat(price(10, 100, 101)).isEqualTo(UInt256.of(100));
        var legacy = new TransactionBody.Legacy(
                1, 0, UInt256.of(70), 21_000, new Target.Create(), UInt256.ZERO, Bytes.EMPTY);
        assertThat(legacy.effectiveGasPrice(UInt256.of(50))).isEqualTo(UInt256.of(70));
        assertThat(legacy.effectiveGasPrice(UInt256.ZERO)).isEqualTo(UInt256.of(70));
    }

    private static UInt256 price(long tip, long most, long baseFee) {
        return new TransactionBody.DynamicFee(
                        1,
                        0,
                        UInt256.of(tip),
                        UInt256.of(most),
                        21_000,
                        new Target.Create(),
                        UInt256.ZERO,
                        Bytes.EMPTY,
                        List.of())
                .effectiveGasPrice(UInt256.of(baseFee));
    }

    @Test
    void refusalsSayWhatIsWrong() {
        refuses("0x", "transaction: no bytes");
        refuses("0x05c0", "transaction: type 5 is not known");
        refuses("0x00c0", "transaction: type 0 is not known");
        refuses("0xc0", "RLP at byte 1: item missing");
        // a legacy transaction with v = 35, 36 (chain 0), 0
        for (String v : List.of("23", "24", "80")) {
            refuses("0xc98080808080" + "80" + v + "0101", "transaction: v = ");
        }
        refuses("0x02cc0180808080808080c0020101", "transaction: yParity is 0 or 1, not 2");
        refuses("0x03cc0180808080808080c0800101", "RLP at byte ");
        refuses("0xca80808081" + "ff" + "80801b0101", "transaction: 'to' has 0 or 20 bytes, not 1");
    }

    private static void refuses(String hex, String message) {
        assertThatThrownBy(() -> Transaction.decode(Bytes.fromHex(hex)))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith(message);
    }
}
