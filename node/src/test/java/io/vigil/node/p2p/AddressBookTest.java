package io.vigil.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.config.Endpoint;
import io.vigil.node.config.PeerAddress;
import io.vigil.types.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AddressBookTest {
    private static final long MILLI = 1_000_000;
    private static final Bytes VALIDATOR_KEY = Bytes.wrap(new byte[48]);

    /** No jitter, so that times are exact. */
    private static final RandomGenerator NO_JITTER = () -> 0;

    private final AddressBook book = new AddressBook(id(0), Duration.ofSeconds(1), VALIDATOR_KEY::equals, NO_JITTER);

    @Test
    void dialsAWantedPeerAtOnceAndOnce() {
        book.want(address(5), 0);

        assertThat(book.due(0, 0)).containsExactly(address(5));
        assertThat(book.due(10 * MILLI, 0)).isEmpty();
    }

    @Test
    void neverDialsItself() {
        book.want(address(0), 0);
        book.learn(record(0, 1, new Role.Observer()), 0);

        assertThat(book.due(0, 10)).isEmpty();
    }

    @Test
    void waitsTwiceAsLongAfterEachFailureUpToACap() {
        book.want(address(5), 0);
        long now = 0;
        for (long wait : List.of(10, 20, 40, 80, 160, 320, 640, 1_000, 1_000)) {
            assertThat(book.due(now, 0)).hasSize(1);
            book.unlinked(id(5), now, Duration.ZERO);
            assertThat(book.due(now + wait * MILLI - 1, 0)).isEmpty();
            now += wait * MILLI;
        }
    }

    @Test
    void isQuickAgainAfterALinkThatStood() {
        book.want(address(5), 0);
        for (int i = 0; i < 10; i++) {
            book.unlinked(id(5), 0, Duration.ZERO);
        }
        book.linked(id(5));
        assertThat(book.due(Duration.ofHours(1).toNanos(), 0)).isEmpty();

        book.unlinked(id(5), 0, AddressBook.STABLE);

        assertThat(book.due(10 * MILLI, 0)).hasSize(1);
    }

    @Test
    void backsOffFromAPeerThatEndsEachLinkAtOnce() {
        book.want(address(5), 0);
        for (int i = 0; i < 4; i++) {
            book.linked(id(5));
            book.unlinked(id(5), 0, Duration.ofMillis(10));
        }

        assertThat(book.due(79 * MILLI, 0)).isEmpty();
        assertThat(book.due(80 * MILLI, 0)).hasSize(1);
    }

    @Test
    void shortensWaitsAtRandomByAQuarterAtMost() {
        AddressBook jittery = new AddressBook(id(0), Duration.ofSeconds(1), any -> false, () -> -1L);
        jittery.want(address(5), 0);
        jittery.unlinked(id(5), 0, Duration.ZERO);

        assertThat(jittery.due(7_400_000, 0)).isEmpty();
        assertThat(jittery.due(7_600_000, 0)).hasSize(1);
    }

    @Test
    void letsTheSmallerIdDialFirst() {
        AddressBook larger = new AddressBook(id(9), Duration.ofSeconds(1), any -> false, NO_JITTER);
        larger.want(address(5), 0);

        assertThat(larger.due(AddressBook.COURTESY.toNanos() - 1, 0)).isEmpty();
        assertThat(larger.due(AddressBook.COURTESY.toNanos(), 0)).hasSize(1);
    }

    @Test
    void saysWhenSomebodyFallsDueNext() {
        assertThat(book.nextDue()).isEqualTo(Long.MAX_VALUE);
        book.want(address(5), 0);
        book.due(0, 0);
        book.unlinked(id(5), 0, Duration.ZERO);
        assertThat(book.nextDue()).isEqualTo(10 * MILLI);

        assertThat(book.due(10 * MILLI, 0)).hasSize(1);
        book.postpone(id(5), 10 * MILLI, Duration.ofMillis(5));

        assertThat(book.nextDue()).isEqualTo(15 * MILLI);
        assertThat(book.due(15 * MILLI, 0)).hasSize(1);
    }

    @Test
    void dialsLearnedValidatorsAlwaysAndOthersWhileThereIsRoom() {
        book.learn(record(1, 1, new Role.Observer()), 0);
        book.learn(record(2, 1, new Role.Observer()), 0);
        book.learn(record(3, 1, validator()), 0);

        assertThat(book.due(0, 1)).containsExactly(address(1), address(3));
    }

    @Test
    void keepsTheNewerRecordOfANode() {
        book.learn(record(1, 5, new Role.Observer()), 0);

        assertThat(book.isNews(record(1, 5, new Role.Observer()))).isFalse();
        assertThat(book.isNews(record(1, 4, new Role.Observer()))).isFalse();
        assertThat(book.isNews(record(1, 6, new Role.Observer()))).isTrue();
    }

    @Test
    void triesWhatANodeSaysOfItselfWhenItsConfiguredAddressFails() {
        book.want(address(5), 0);
        Endpoint moved = new Endpoint("10.0.0.9", 1);
        book.learn(new AddressRecord(id(5), moved, 1, new Role.Observer(), Bytes.wrap(new byte[64])), 0);
        assertThat(book.due(0, 0)).containsExactly(address(5));

        book.unlinked(id(5), 0, Duration.ZERO);

        assertThat(book.due(Duration.ofSeconds(2).toNanos(), 0)).containsExactly(new PeerAddress(id(5).bytes(), moved));
    }

    @Test
    void isBoundedAndForgetsHopelessAddressesFirst() {
        for (int i = 1; i <= AddressBook.MAX_LEARNED; i++) {
            book.learn(record(i, 1, new Role.Observer()), 0);
        }
        book.learn(record(5_000, 1, validator()), 0);
        assertThat(book.size()).isEqualTo(AddressBook.MAX_LEARNED);

        for (int i = 0; i < 11; i++) {
            book.unlinked(id(77), 0, Duration.ZERO);
        }
        book.learn(record(5_000, 1, validator()), 0);
        assertThat(book.size()).isEqualTo(AddressBook.MAX_LEARNED);
        assertThat(book.sample(1)).containsExactly(record(5_000, 1, validator()));
    }

    private static Role validator() {
        return new Role.Validator(VALIDATOR_KEY, Bytes.wrap(new byte[96]));
    }

    private static NodeId id(int number) {
        byte[] array = new byte[NodeId.SIZE];
        array[0] = (byte) (number >> 8);
        array[1] = (byte) number;
        return new NodeId(Bytes.wrap(array));
    }

    private static Endpoint endpoint(int number) {
        return new Endpoint("10.0.0.1", number);
    }

    private static PeerAddress address(int number) {
        return new PeerAddress(id(number).bytes(), endpoint(number));
    }

    private static AddressRecord record(int number, long sequence, Role role) {
        return new AddressRecord(id(number), endpoint(number), sequence, role, Bytes.wrap(new byte[64]));
    }
}
