package io.vigil.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Bytes;
import org.junit.jupiter.api.Test;

class BatchTest {
    @Test
    void refusesToGrowBeyondOneWrite() {
        Batch batch = new Batch();
        Bytes half = Bytes.wrap(new byte[(int) (Batch.MAX_BYTES / 2)]);
        batch.put(Table.BODY, Bytes.EMPTY, half).put(Table.BODY, Bytes.EMPTY, half);

        assertThat(batch.sizeBytes()).isEqualTo(Batch.MAX_BYTES);
        assertThatThrownBy(() -> batch.delete(Table.BODY, Bytes.of(1))).isInstanceOf(IllegalStateException.class);
    }
}
