package io.vigil.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.epoch.Member;
import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.GovernanceModule;
import io.vigil.types.genesis.GovernanceParameters;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A20: the set of e + 1, with who leads in it, is a function of the state K blocks before the end of e, and of nothing later. */
class LookaheadTest {
    private static final UnaryOperator<GovernanceParameters> AS_IS = UnaryOperator.identity();

    /** Each block this many views after the last: every leader but those who make them loses ten. */
    private static final int VIEWS_A_BLOCK = 40;

    private final GovernedChain chain = new GovernedChain(GovernanceModule.STAKE, 4, AS_IS);
    private final Address idle = chain.members().get(3);

    @Test
    void viewsLostBeforeTheFixCostTheLeadOfTheNextEpoch() {
        chain.toFix();
        while (chain.epoch().epoch() == 0 || chain.height < chain.epoch().fix()) {
            blockOfAnother();
        }
        assertThat(leads()).as("what epoch 1 was fixed with").isTrue();
        assertThat(leadsNext()).isFalse();
        chain.toNextEpoch();
        assertThat(leads()).as("what is fixed comes").isFalse();
    }

    @Test
    void viewsLostAfterTheFixCostTheEpochAfterIt() {
        chain.toNextEpoch();
        chain.toFix();
        assertThat(leadsNext()).isTrue();
        List<Member> fixed = chain.epoch().next().orElseThrow().set();
        long epoch = chain.epoch().epoch();
        while (chain.epoch().epoch() == epoch) {
            blockOfAnother();
        }
        assertThat(chain.epoch().set()).isEqualTo(fixed);
        assertThat(leads()).isTrue();
        while (chain.height < chain.epoch().fix()) {
            blockOfAnother();
        }
        assertThat(leadsNext()).isFalse();
    }

    /** Two chains with one state at the fix, which could not differ more from there to the end. */
    @Test
    void whateverHappensBetweenTheFixAndTheEndTheNextSetIsTheSame() {
        GovernedChain other = new GovernedChain(GovernanceModule.STAKE, 4, AS_IS);
        for (GovernedChain each : List.of(chain, other)) {
            each.toNextEpoch();
            each.toFix();
        }
        Address joins = other.join(4, UInt256.of(1_000_000_000_000_000_000L).multiply(UInt256.of(40)), 0);
        other.silent.add(idle);
        other.put(
                idle,
                other.record(idle)
                        .withNextKey(GovernedChain.key(60).publicKey().bytes())
                        .plusIncoming(UInt256.of(7), true));
        long views = other.view;
        chain.toNextEpoch();
        while (other.epoch().epoch() == 1) {
            other.block(views += VIEWS_A_BLOCK);
        }
        assertThat(other.epoch().set()).isEqualTo(chain.epoch().set());
        assertThat(other.epoch().validators())
                .as("what its root is made of")
                .isEqualTo(chain.epoch().validators());
        assertThat(other.members()).doesNotContain(joins);
    }

    /** The last block that counts is the one K below the end: the same change there is in time, and one block later is not. */
    @Test
    void aChangeInTheBlockOfTheFixIsInTimeAndTheNextIsNot() {
        for (boolean inTime : List.of(true, false)) {
            GovernedChain each = new GovernedChain(GovernanceModule.STATIC, 4, AS_IS);
            Address member = each.members().get(1);
            var fresh = GovernedChain.key(70).publicKey().bytes();
            each.toNextEpoch();
            while (each.height < each.epoch().fix() - (inTime ? 1 : 0)) {
                each.block();
            }
            each.put(member, each.record(member).withNextKey(fresh));
            each.toNextEpoch();
            assertThat(each.epoch().member(member).orElseThrow().blsKey().equals(fresh))
                    .isEqualTo(inTime);
        }
    }

    /** The block is made by one of those who are not {@link #idle}, in turns, so that they all make some. */
    private void blockOfAnother() {
        chain.silent.add(idle);
        List<Address> leading = chain.epoch().set().stream()
                .filter(Member::leads)
                .map(Member::address)
                .toList();
        long next = chain.view + VIEWS_A_BLOCK + 1;
        while (leading.get((int) (next % leading.size())).equals(idle)) {
            next++;
        }
        chain.block(next);
    }

    private boolean leads() {
        return chain.epoch().member(idle).orElseThrow().leads();
    }

    private boolean leadsNext() {
        return chain.epoch().next().orElseThrow().set().stream()
                .filter(member -> member.address().equals(idle))
                .findFirst()
                .orElseThrow()
                .leads();
    }
}
