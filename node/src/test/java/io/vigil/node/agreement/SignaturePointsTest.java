package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.crypto.BlsSignature;
import org.junit.jupiter.api.Test;

class SignaturePointsTest {
    private static final BlsSecretKey KEY =
            BlsSecretKey.generate(Keccak.hash(Bytes.of(1)).bytes());

    private final SignaturePoints points = new SignaturePoints();

    @Test
    void readsASignatureOnce() throws MalformedException {
        BlsSignature signature = KEY.sign(Bytes.of(2));

        assertThat(points.point(signature.bytes())).isEqualTo(signature);
        assertThat(points.point(signature.bytes())).isEqualTo(signature);
        assertThat(points.read()).isEqualTo(1);
    }

    @Test
    void whatIsNoPointIsRefusedEachTime() {
        Bytes garbage = Bytes.wrap(new byte[BlsSignature.SIZE]);

        assertThatThrownBy(() -> points.point(garbage)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> points.point(garbage)).isInstanceOf(MalformedException.class);
        assertThat(points.read()).isEqualTo(2);
    }

    @Test
    void forgetsTheOldestOfTooMany() throws MalformedException {
        Bytes first = KEY.sign(Bytes.ofLong(0)).bytes();
        for (int i = 0; i <= SignaturePoints.MAX; i++) {
            points.point(KEY.sign(Bytes.ofLong(i)).bytes());
        }
        points.point(first);

        assertThat(points.read()).isEqualTo(SignaturePoints.MAX + 2);
    }
}
