package io.vigil.timesync.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.MalformedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressBudgetsTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void aBurstIsAnsweredAndThenOneQuestionPerInterval() throws UnknownHostException {
        AddressBudgets budgets = new AddressBudgets(10, 5);
        InetAddress greedy = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        InetAddress other = InetAddress.getByAddress(new byte[] {10, 0, 0, 2});
        int allowed = 0;
        for (int i = 0; i < 100; i++) {
            allowed += budgets.allows(greedy, 0) ? 1 : 0;
        }
        assertThat(allowed).isEqualTo(5);
        assertThat(budgets.allows(other, 0)).isTrue();
        assertThat(budgets.allows(greedy, SECOND / 10)).isTrue();
        assertThat(budgets.allows(greedy, SECOND / 10)).isFalse();
    }

    @Test
    void oneSiteOfIpv6IsOneAddress() throws UnknownHostException {
        AddressBudgets budgets = new AddressBudgets(1, 1);

        assertThat(budgets.allows(InetAddress.getByName("2001:db8::1"), 0)).isTrue();
        assertThat(budgets.allows(InetAddress.getByName("2001:db8::2"), 0)).isFalse();
        assertThat(budgets.allows(InetAddress.getByName("2001:db8:0:1::2"), 0)).isTrue();
    }

    @Test
    void addressesAreReadAsOperatorsWriteThem() throws MalformedException {
        assertThat(HostAndPort.parse("time.example:2002", 2003)).isEqualTo(new HostAndPort("time.example", 2002));
        assertThat(HostAndPort.parse("time.example", 2003)).isEqualTo(new HostAndPort("time.example", 2003));
        assertThat(HostAndPort.parse("[2001:db8::1]:123", 2003)).isEqualTo(new HostAndPort("2001:db8::1", 123));
        assertThat(HostAndPort.parse("2001:db8::1", 2003)).isEqualTo(new HostAndPort("2001:db8::1", 2003));
        NtpServer server = NtpServer.parse("time.example operator=example smear");
        assertThat(server.source().operator()).isEqualTo("example");
        assertThat(server.source().smearsLeapSeconds()).isTrue();
        assertThat(server.address().port()).isEqualTo(123);
    }
}
