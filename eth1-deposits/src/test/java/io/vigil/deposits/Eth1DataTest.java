package io.vigil.deposits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class Eth1DataTest {
    private static final List<Hash> HASHES = DepositVectors.leaves(3);

    /** D1. */
    @Test
    void equalityIsAllFour() {
        Eth1Data data = new Eth1Data(7, HASHES.get(0), HASHES.get(1), 3);

        assertThat(data).isEqualTo(new Eth1Data(7, HASHES.get(0), HASHES.get(1), 3));
        for (Eth1Data other : List.of(
                new Eth1Data(8, HASHES.get(0), HASHES.get(1), 3),
                new Eth1Data(7, HASHES.get(2), HASHES.get(1), 3),
                new Eth1Data(7, HASHES.get(0), HASHES.get(2), 3),
                new Eth1Data(7, HASHES.get(0), HASHES.get(1), 4))) {
            assertThat(other).isNotEqualTo(data);
            assertThat(other.voteHash()).isNotEqualTo(data.voteHash());
        }
    }

    @Test
    void aCountAboveTheContractsIsMalformed() throws MalformedException {
        Eth1Data data = new Eth1Data(Long.MAX_VALUE, HASHES.get(0), HASHES.get(1), DepositTree.MAX_COUNT);
        RlpWriter written = new RlpWriter();
        data.write(written);
        assertThat(Eth1Data.read(RlpReader.of(written.toBytes()))).isEqualTo(data);

        RlpWriter above = new RlpWriter()
                .list(parts ->
                        parts.number(1).hash(HASHES.get(0)).hash(HASHES.get(1)).number(1L << 32));
        assertThatThrownBy(() -> Eth1Data.read(RlpReader.of(above.toBytes()))).isInstanceOf(MalformedException.class);
    }
}
