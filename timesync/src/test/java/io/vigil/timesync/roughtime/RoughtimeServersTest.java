package io.vigil.timesync.roughtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoughtimeServersTest {
    private static final String KEY = "0GD7c3yP8xEc4Zl2zeuN2SlLvDVVocjsPSL8/Rl/7zg=";

    @Test
    void readsCloudflaresFormWithAWordAsVersion() throws MalformedException {
        List<RoughtimeServers.Server> servers = RoughtimeServers.parse(list("\"IETF-Roughtime\"", KEY));

        assertThat(servers).singleElement().satisfies(server -> {
            assertThat(server.offers()).contains(Dialect.DRAFT_11, Dialect.VERSION_1);
            assertThat(server.addresses()).containsExactly("roughtime.cloudflare.com:2003");
            assertThat(server.operator()).isEqualTo("Cloudflare");
        });
    }

    @Test
    void readsTheDraftsFormWithANumberAsVersion() throws MalformedException {
        assertThat(RoughtimeServers.parse(list("1", KEY)).getFirst().offers())
                .containsExactly(Dialect.VERSION_1, Dialect.DRAFT_19);
        assertThat(RoughtimeServers.parse(list("2147483659", KEY)).getFirst().offers())
                .containsExactly(Dialect.DRAFT_11);
    }

    @Test
    void namesTheServerAndTheFieldThatIsWrong() {
        assertThatThrownBy(() -> RoughtimeServers.parse(list("7", KEY)))
                .isInstanceOf(MalformedException.class)
                .hasMessage("Cloudflare: version 7 is not one we speak");
        assertThatThrownBy(() -> RoughtimeServers.parse(list("1", "AAAA")))
                .isInstanceOf(MalformedException.class)
                .hasMessage("Cloudflare: publicKey is not 32 bytes");
        assertThatThrownBy(() -> RoughtimeServers.parse("{"))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("not JSON");
        assertThatThrownBy(() -> RoughtimeServers.parse("")).isInstanceOf(MalformedException.class);
    }

    private static String list(String version, String key) {
        return """
            {"servers": [{"name": "Cloudflare", "version": %s, "publicKeyType": "ed25519", "publicKey": "%s",
              "addresses": [{"protocol": "udp", "address": "roughtime.cloudflare.com:2003"},
                            {"protocol": "tcp", "address": "roughtime.cloudflare.com:2003"}]}],
             "sources": [], "reports": ""}
            """.formatted(version, key);
    }
}
