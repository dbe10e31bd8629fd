package io.vigil.testnet.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.testnet.drill.Relatives.Relative;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelativesTest {
    private final Sponsors sponsors =
            new Sponsors(7, DevelopmentAccounts.secretKeys().get(1));
    private final List<Relative> all = new Relatives(7, sponsors).all();

    @Test
    void beginWithTheTransactionOfHistory() {
        Transaction first = all.getFirst().transaction();
        assertThat(first.target()).isEqualTo(new Target.Create());
        assertThat(first.maxFeePerGas()).isEqualTo(UInt256.ZERO);
        assertThat(first.gasLimit()).isGreaterThan(500_000);
    }

    @Test
    void areFiftyAtLeastAllDifferent() {
        assertThat(all).hasSizeGreaterThan(50);
        assertThat(all.stream().map(Relative::name)).doesNotHaveDuplicates();
        assertThat(all.stream().map(relative -> relative.transaction().hash())).doesNotHaveDuplicates();
        assertThat(all.stream().map(relative -> relative.transaction().sender().orElseThrow()))
                .as("each from an account of its own")
                .doesNotHaveDuplicates();
    }

    @Test
    void noCreationIsEverAgreedTo() {
        assertThat(all.stream().filter(relative -> relative.transaction().target() instanceof Target.Create))
                .noneMatch(Relative::isAgreed);
    }
}
