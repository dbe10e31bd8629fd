package io.vigil.types.genesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The section {@code vigil.eth1} (D2, D34, D35). */
class GenesisEth1Test {
    private static final Hash HASH = Keccak.hash(Bytes.of(1));
    private static final Genesis WITHOUT = GenesisTest.genesis();
    private static final Genesis WITH = WITHOUT.withEth1(new GenesisEth1(
            new GenesisEth1.Contract(1338, Address.ofInt(77), HASH, 3, HASH),
            Bytes.of(9, 8, 7, 6),
            120,
            64,
            16,
            new GenesisEth1.Start(5, HASH, HASH, 3),
            3,
            List.of(HASH, Hash.ZERO)));
    private static final String JSON = new String(WITH.toJson().toArray(), StandardCharsets.UTF_8);

    @Test
    void readsBackWhatItWrote() throws MalformedException {
        assertThat(Genesis.parse(WITH.toJson())).isEqualTo(WITH);
        assertThat(Genesis.parse(WITHOUT.toJson()).eth1()).isEmpty();
    }

    @Test
    void everyRuleThatNoStateHoldsMakesAnotherChain() throws MalformedException {
        assertThat(WITH.parametersHash()).isNotEqualTo(WITHOUT.parametersHash());
        for (String rule : List.of("chainId\" : 1338", "deployBlock\" : 3", "followSeconds\" : 120", "period\" : 64")) {
            assertThat(JSON).contains(rule);
            Genesis other = Genesis.parse(bytes(JSON.replace(rule, rule + "0")));
            assertThat(other.parametersHash()).as(rule).isNotEqualTo(WITH.parametersHash());
        }
    }

    @Test
    void periodAndDepositsPerBlockHaveDefaults() throws MalformedException {
        Genesis read = Genesis.parse(bytes(JSON.replace("\"period\" : 64,", "").replace("\"maxDeposits\" : 16,", "")));

        assertThat(read.eth1().orElseThrow().period()).isEqualTo(512);
        assertThat(read.eth1().orElseThrow().maxDeposits()).isEqualTo(16);
        assertThat(GenesisEth1.defaultPeriod(100)).isEqualTo(800);
    }

    /** D35: two chains on one contract do not take each other's signatures. */
    @Test
    void forkVersionsDifferByChainAndByContract() {
        Bytes one = GenesisEth1.forkVersionOf(1, Address.ofInt(1));

        assertThat(one.size()).isEqualTo(4);
        assertThat(GenesisEth1.forkVersionOf(2, Address.ofInt(1))).isNotEqualTo(one);
        assertThat(GenesisEth1.forkVersionOf(1, Address.ofInt(2))).isNotEqualTo(one);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "period" : 64             | "period" : 31                  | vigil.eth1.period: 31 is not from 32 to 1000000
        "period" : 64             | "periods" : 64                 | vigil.eth1.periods: unknown key; did you mean 'period'?
        "followSeconds" : 120     | "followSeconds" : 100001       | vigil.eth1.followSeconds: 100001 is not from 0 to 100000
        "maxDeposits" : 16        | "maxDeposits" : 17             | vigil.eth1.maxDeposits: 17 is not from 1 to 16
        "forkVersion" : "0x09080706" | "forkVersion" : "0x00000000" | vigil.eth1.forkVersion: 0x00000000 is a public network's
        "forkVersion" : "0x09080706" | "forkVersion" : "0x090807"  | vigil.eth1.forkVersion: 4 bytes wanted, not 3
        "contract" : "0x000000000000000000000000000000000000004D" | "contract" : "0x00000000219ab540356cBB839Cbe05303d7705Fa" | vigil.eth1.contract: 0x00000000219ab540356cbb839cbe05303d7705fa is Ethereum's own
        "chainId" : 1338          | "chainId" : 0                  | vigil.eth1.chainId: 0 is not from 1
        "count" : 3               | "count" : 2                    | vigil.eth1.nextIndex: 3 is not from 0 to 2
        "count" : 3               | "count" : 4294967296           | vigil.eth1.start.count: 4294967296 is not from 0
        "count" : 3               | "counts" : 3                   | vigil.eth1.start.counts: unknown key; did you mean 'count'?
        "nextIndex" : 3           | "nextIndex" : 2                | vigil.eth1.frontier: 2 hashes, a nextIndex of 2 needs 1
        "deployHash" : "0x        | "deployHash" : "0x00           | vigil.eth1.deployHash: 32 bytes wanted, not 33
        "followSeconds" : 120,    | ``                             | vigil.eth1.followSeconds: missing
        """)
    void everyComplaintNamesItsField(String from, String to, String message) {
        assertThat(JSON).contains(from);

        assertThatThrownBy(() -> Genesis.parse(bytes(JSON.replace(from, to))))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith(message);
    }

    private static Bytes bytes(String json) {
        return Bytes.wrap(json.getBytes(StandardCharsets.UTF_8));
    }
}
