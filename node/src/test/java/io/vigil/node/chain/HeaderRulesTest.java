package io.vigil.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.UInt256;
import io.vigil.types.chain.Header;
import io.vigil.vm.transaction.FeeMarket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderRulesTest {
    /** The first three rows are the examples of geth's TestCalcBaseFee. */
    @ParameterizedTest(name = "{0} gas used at {1} wei, denominator {2}: {3}")
    @CsvSource({
        "10000000, 1000000000, 8, 1000000000",
        "9000000, 1000000000, 8, 987500000",
        "11000000, 1000000000, 8, 1012500000",
        "0, 1000000000, 8, 875000000",
        "20000000, 1000000000, 8, 1125000000",
        "20000000, 1000000000, 250, 1004000000",
        "0, 1000000000, 250, 996000000",
        "20000000, 7, 250, 8",
        "0, 7, 8, 7",
        "0, 8, 8, 7"
    })
    void theBaseFeeFollowsDemandDownToItsFloor(long used, long fee, long denominator, long expected) {
        HeaderRules rules = new HeaderRules(20_000_000, new FeeMarket(denominator, 2, UInt256.of(7)));
        Header parent = Header.builder()
                .gasLimit(20_000_000)
                .gasUsed(used)
                .baseFeePerGas(UInt256.of(fee))
                .build();
        assertThat(rules.nextBaseFee(parent)).isEqualTo(UInt256.of(expected));
    }
}
