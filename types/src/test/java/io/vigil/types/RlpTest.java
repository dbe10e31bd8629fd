package io.vigil.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RlpTest {
    @Test
    void readsBackWhatItWrote() throws MalformedException {
        Bytes encoded = RlpWriter.listOf(list -> list.number(0)
                .number(127)
                .number(128)
                .number(UInt256.MAX)
                .bytes(Bytes.wrap(new byte[60]))
                .list(inner -> inner.hash(Hash.ZERO)));

        RlpReader list = RlpReader.ofList(encoded);
        assertThat(list.number()).isZero();
        assertThat(list.number()).isEqualTo(127);
        assertThat(list.number()).isEqualTo(128);
        assertThat(list.uint256()).isEqualTo(UInt256.MAX);
        assertThat(list.bytes()).isEqualTo(Bytes.wrap(new byte[60]));
        RlpReader inner = list.list();
        assertThat(inner.hash()).isEqualTo(Hash.ZERO);
        inner.end();
        list.end();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8100", "817f", "b800", "b837", "b90038", "82ff", "b8", "bf7fffffffffffffff", "83", "c1", "f800"
            })
    void refusesWhatIsNotCanonical(String hex) {
        assertThatThrownBy(() -> {
                    RlpReader reader = RlpReader.of(Bytes.fromHex(hex));
                    reader.encoded();
                    reader.end();
                })
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith("RLP at byte");
    }

    @Test
    void refusesNumbersWithLeadingZeros() {
        assertThatThrownBy(() -> RlpReader.of(Bytes.fromHex("820001")).number())
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("leading zero");
        assertThatThrownBy(() -> RlpReader.of(Bytes.fromHex("00")).number()).isInstanceOf(MalformedException.class);
    }

    @Test
    void keccakOfNothingIsTheKnownConstant() {
        assertThat(Keccak.EMPTY_HASH.toHex())
                .isEqualTo("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    }
}
