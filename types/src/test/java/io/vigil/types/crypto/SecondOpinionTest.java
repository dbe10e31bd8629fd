package io.vigil.types.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.testing.Seeds;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.KeccakDigest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.junit.jupiter.api.Test;

/** Our Keccak and the native secp256k1 against Bouncy Castle. */
class SecondOpinionTest {
    private static final X9ECParameters CURVE = SECNamedCurves.getByName("secp256k1");
    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());

    /** Lengths over three blocks of 136 bytes, so every padding comes. */
    @Test
    void keccakAgreesAtEveryLength() {
        Seeds random = Seeds.of(1);
        for (int length = 0; length <= 410; length++) {
            Bytes input = random.bytes(length);
            KeccakDigest digest = new KeccakDigest(256);
            digest.update(input.shared(), 0, length);
            byte[] expected = new byte[32];
            digest.doFinal(expected, 0);

            assertThat(Keccak.hash(input).bytes()).isEqualTo(Bytes.wrap(expected));
        }
    }

    @Test
    void keysAndSignaturesAgree() {
        Seeds.forEach(50, random -> {
            Bytes secret = Keccak.hash(random.bytes(8)).bytes();
            Hash message = random.hash();
            var number = io.vigil.types.UInt256.of(secret).toBigInteger();
            var publicPoint = DOMAIN.getG().multiply(number).normalize();

            RecoverableSignature signature = Secp256k1.sign(message, secret);

            assertThat(Secp256k1.publicKey(secret)).isEqualTo(Bytes.wrap(publicPoint.getEncoded(false)));
            ECDSASigner verifier = new ECDSASigner();
            verifier.init(false, new ECPublicKeyParameters(publicPoint, DOMAIN));
            assertThat(verifier.verifySignature(
                            message.bytes().toArray(),
                            signature.r().toBigInteger(),
                            signature.s().toBigInteger()))
                    .isTrue();
            ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
            signer.init(true, new ECPrivateKeyParameters(number, DOMAIN));
            assertThat(signer.generateSignature(message.bytes().toArray())[0])
                    .isEqualTo(signature.r().toBigInteger());
        });
    }
}
