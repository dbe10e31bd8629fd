package io.vigil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.testnet.local.DevHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void findsNothingWrongInANewHomeAndPacksNoSecret() throws IOException {
        DevHome home = new DevHome(folder.resolve("home"));
        home.prepare(OptionalLong.empty(), true);
        Files.createDirectories(home.home().logs());
        Files.writeString(home.home().logs().resolve("vigil.log"), "a line");
        Path bundle = folder.resolve("help.zip");

        run("doctor", "--home", home.home().root().toString(), "--bundle", bundle.toString());

        assertThat(out.toString())
                .contains("ok   settings")
                .contains("ok   write")
                .contains("packed into");
        try (ZipFile zip = new ZipFile(bundle.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName).collect(Collectors.toSet()))
                    .contains(
                            "findings.txt",
                            "versions.txt",
                            "status.json",
                            "signed.txt",
                            "certificates.txt",
                            "vigil.toml",
                            "genesis.json",
                            "logs/vigil.log")
                    .noneMatch(name -> name.contains("key") || name.contains("password"));
        }
    }

    @Test
    void saysWhatIsMissing() {
        int code = run("doctor", "--home", folder.resolve("nothing").toString());

        assertThat(code).isEqualTo(1);
        assertThat(out.toString()).contains("BAD  settings").contains("genesis.json");
    }

    @Test
    void hidesWhatMayBeASecret() {
        assertThat(DoctorBundle.withoutSecrets("a = 1\nhook_token = \"x\"\n  webhook=\"https://u:p@h\"\n"))
                .isEqualTo("a = 1\nhook_token = \"...\"\n  webhook= \"...\"\n");
    }

    private int run(String... args) {
        return new Main(new Shell(new PrintWriter(out, true), new PrintWriter(err, true), Map.of())).run(args);
    }
}
