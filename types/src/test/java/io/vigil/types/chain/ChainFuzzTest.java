package io.vigil.types.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Bytes;
import io.vigil.types.RlpWriter;
import io.vigil.types.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays what Jazzer found worth keeping ({@link ChainFuzz}); no input of it may crash a decoder again. */
class ChainFuzzTest {
    /** Seen from this module's folder. */
    private static final Path CORPUS = Path.of("src", "test", "corpus", "chain");

    /** Of each decoder; enough for every type of transaction and every form of header. */
    private static final int SAMPLES = 16;

    /** The corpus grows by command only: a file lost is seen. */
    private static final int INPUTS = 152;

    @Test
    void everyInputOfTheCorpusIsRefusedOrHasOneEncoding() throws IOException {
        TreeSet<Integer> decoders = new TreeSet<>();
        List<Path> files = files(CORPUS);
        for (Path file : files) {
            byte[] input = Files.readAllBytes(file);
            decoders.add((input[0] & 0xff) % ChainFuzz.decoders());
            ChainFuzz.fuzzerTestOneInput(input);
        }
        System.out.println("fuzz corpus: " + files.size() + " inputs replayed");
        assertThat(files).hasSize(INPUTS);
        assertThat(decoders)
                .as("decoders with inputs")
                .containsExactlyElementsOf(
                        IntStream.range(0, ChainFuzz.decoders()).boxed().toList());
    }

    /** What Jazzer begins with beside the corpus: each decoder's own values. */
    @Test
    void samplesOfEveryDecoderPass(@TempDir Path folder) throws IOException {
        writeSamples(folder);
        for (Path file : files(folder)) {
            ChainFuzz.fuzzerTestOneInput(Files.readAllBytes(file));
        }
        assertThat(files(folder)).hasSize(SAMPLES * ChainFuzz.decoders());
    }

    /** Writes them into the folder that is named. */
    public static void main(String[] args) throws IOException {
        writeSamples(Path.of(args[0]));
    }

    private static void writeSamples(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (int seed = 0; seed < SAMPLES; seed++) {
            List<Bytes> encoded = samples(new Samples(Seeds.of(seed)));
            for (int decoder = 0; decoder < encoded.size(); decoder++) {
                Files.write(
                        folder.resolve("sample-" + decoder + "-" + seed),
                        Bytes.concat(Bytes.of(decoder), encoded.get(decoder)).toArray());
            }
        }
    }

    /** In the order of the decoders. */
    private static List<Bytes> samples(Samples samples) {
        Transaction transaction = samples.transaction();
        Block block = samples.block();
        Receipt receipt = samples.receipt();
        List<Bytes> all = new ArrayList<>();
        all.add(transaction.encode());
        all.add(transaction.encode());
        all.add(RlpWriter.listOf(transaction::write));
        all.add(samples.header().encode());
        all.add(samples.header().encode());
        all.add(receipt.encode());
        all.add(block.encode());
        all.add(block.encodeEthereum());
        all.add(RlpWriter.listOf(new SystemInput(0xf1, Bytes.of(1, 2, 3))::write));
        all.add(samples.extraData().encode());
        all.add(ValidatorInfo.encodeSet(samples.validators()));
        all.add(RlpWriter.listOf(samples.log()::write));
        all.add(RlpWriter.listOf(samples.accessListEntry()::write));
        all.add(RlpWriter.listOf(samples.authorization()::write));
        return all;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
