package io.vigil.types.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpWriter;
import io.vigil.types.testing.Seeds;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * For every decoder of the chain format: what was encoded decodes to the same value; damaged or random bytes are
 * malformed or have exactly one encoding; nothing else is ever thrown.
 */
class CodecTest {
    private static final int SEEDS = 400;
    private static final int DAMAGES_PER_SEED = 8;

    private interface Decoder<T> {
        T decode(Bytes encoded) throws MalformedException;
    }

    @Test
    void transactions() {
        check(SEEDS, Samples::transaction, Transaction::encode, Transaction::decode);
    }

    @Test
    void transactionsWhoseBodyIsEncodedAnew() {
        check(
                SEEDS,
                Samples::transaction,
                tx -> Transaction.of(tx.body(), tx.signature()).encode(),
                Transaction::decode);
    }

    @Test
    void headers() {
        check(SEEDS, Samples::header, Header::encode, Header::decode);
    }

    @Test
    void headersWhoseFieldsAreEncodedAnew() {
        check(SEEDS, Samples::header, header -> header.toBuilder().build().encode(), Header::decode);
    }

    @Test
    void receipts() {
        check(SEEDS, Samples::receipt, Receipt::encode, Receipt::decode);
    }

    @Test
    void blocks() {
        check(SEEDS, Samples::block, Block::encode, Block::decode);
    }

    @Test
    void blocksInEthereumsForm() {
        check(
                SEEDS,
                samples -> {
                    Block block = samples.block();
                    return new Block(
                            block.header(),
                            block.transactions(),
                            block.ommers(),
                            block.withdrawals(),
                            java.util.List.of());
                },
                Block::encodeEthereum,
                Block::decodeEthereum);
    }

    @Test
    void setsOfValidators() {
        check(30, Samples::validators, ValidatorInfo::encodeSet, ValidatorInfo::decodeSet);
    }

    @Test
    void extraData() {
        check(SEEDS, Samples::extraData, ExtraData::encode, ExtraData::decode);
    }

    private static <T> void check(
            int seeds, Function<Samples, T> sample, Function<T, Bytes> encoder, Decoder<T> decoder) {
        Seeds.forEach(seeds, random -> {
            T value = sample.apply(new Samples(random));
            Bytes encoded = encoder.apply(value);
            assertThat(decoder.decode(encoded)).isEqualTo(value);
            for (int i = 0; i < DAMAGES_PER_SEED; i++) {
                mayRefuse(random.damage(encoded), encoder, decoder);
            }
            Bytes noise = random.bytes(random.nextInt(80));
            mayRefuse(noise, encoder, decoder);
            mayRefuse(RlpWriter.listOf(list -> list.encoded(noise)), encoder, decoder);
        });
    }

    private static <T> void mayRefuse(Bytes input, Function<T, Bytes> encoder, Decoder<T> decoder) {
        T value;
        try {
            value = decoder.decode(input);
        } catch (MalformedException expected) {
            assertThat(expected.getMessage()).isNotEmpty();
            return;
        }
        assertThat(encoder.apply(value)).isEqualTo(input);
    }
}
