package io.vigil.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.proposals.Proposals;
import io.vigil.governance.proposals.Status;
import io.vigil.governance.registry.Standing;
import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.GovernanceModule;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * G35–G37 for sets of one to ten, as many of them ready as make the difference, the others old or dead, with and without members who come and go: a
 * version begins iff a quorum of power and of heads is ready, the set never falls below its least, and whatever happened, a version begins once all
 * are ready.
 */
class UpgradeMatrixTest {
    private static final int LARGEST = 10;
    private static final List<Integer> WITH_CHURN = List.of(1, 4, 7);
    private static final int EXPIRY = 4;

    private int begun;
    private int expired;

    @Test
    void aVersionBeginsIffAQuorumIsReadyAndIsNeverStuck() {
        for (int size = 1; size <= LARGEST; size++) {
            int quorum = 2 * size / 3 + 1;
            for (int ready : new TreeSet<>(List.of(0, quorum - 1, quorum, size))) {
                play(size, ready, ready % 2 == 0, false);
                if (WITH_CHURN.contains(size)) {
                    play(size, ready, ready % 2 != 0, true);
                }
            }
        }
        System.out.println(begun + " versions began at once, " + expired + " expired and began when proposed again");
        assertThat(begun).isGreaterThan(LARGEST);
        assertThat(expired).isGreaterThan(LARGEST);
    }

    /**
     * @param dead whether those who are not ready give no signal at all
     * @param churn whether a member leaves and another joins just then
     */
    private void play(int size, int ready, boolean dead, boolean churn) {
        GovernedChain chain = new GovernedChain(GovernanceModule.AUTHORITY, size, UnaryOperator.identity());
        Calls calls = new Calls(chain);
        List<Address> members = chain.members();
        String what = size + " members, " + ready + " ready, " + (dead ? "dead" : "old") + (churn ? ", churn" : "");
        members.subList(0, ready).forEach(member -> chain.versions.put(member, 2L));
        if (dead) {
            chain.silent.addAll(members.subList(ready, size));
        }
        if (churn) {
            Address joiner = chain.join(size, UInt256.ZERO, 1);
            chain.versions.put(joiner, 2L);
            Address leaver = members.get(size - 1);
            chain.put(leaver, chain.record(leaver).withStanding(Standing.EXITING, 1));
        }
        boolean enough = ready >= 2 * size / 3 + 1;
        long first = agreeOn(2, chain, calls);
        for (int epoch = 0; epoch <= EXPIRY + 1; epoch++) {
            chain.toNextEpoch();
            requireSound(chain.epoch(), size, what);
        }
        if (!churn) { // else who is ready is not who was
            assertThat(status(chain, first)).as(what).isEqualTo(enough ? Status.ACTIVE : Status.EXPIRED);
        }
        if (status(chain, first) == Status.ACTIVE) {
            begun++;
            return;
        }
        expired++;
        chain.silent.clear();
        chain.keys.keySet().forEach(node -> chain.versions.put(node, 2L));
        long again = agreeOn(2, chain, calls);
        for (int epoch = 0; epoch < EXPIRY; epoch++) {
            chain.toNextEpoch();
        }
        assertThat(status(chain, again)).as(what + ", and then all").isEqualTo(Status.ACTIVE);
    }

    /** The operators agree, whatever their nodes do. */
    private static long agreeOn(long version, GovernedChain chain, Calls calls) {
        List<Address> members = new ArrayList<>(chain.members());
        long now = chain.epoch().epoch();
        long id = calls.proposeVersion(members.getFirst(), version, 1, now + EXPIRY, now + 1);
        members.forEach(member -> Calls.ok(calls.vote(member, id, 1)));
        return id;
    }

    private static void requireSound(EpochState epoch, int size, String what) {
        long power = Member.power(epoch.set());
        long leading = Member.power(epoch.set().stream().filter(Member::leads).toList());
        assertThat(epoch.set().size()).as(what).isGreaterThanOrEqualTo(Math.min(4, size));
        assertThat(leading).as(what + ": power that leads").isGreaterThanOrEqualTo(Member.quorum(power));
    }

    private static Status status(GovernedChain chain, long id) {
        return new Proposals(chain.state).proposal(id).ok().orElseThrow().status();
    }
}
