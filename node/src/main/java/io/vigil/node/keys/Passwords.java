package io.vigil.node.keys;

import io.vigil.node.config.RefusedException;
import java.io.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/** Where the password of a keystore comes from: its file, the variable VIGIL_KEY_PASSWORD, or the terminal. */
public final class Passwords {
    public static final String VARIABLE = "VIGIL_KEY_PASSWORD";

    private static final int RANDOM_BYTES = 32;

    private Passwords() {}

    /** @throws RefusedException if there is no password anywhere; the message names the three ways to give one */
    public static String find(Path passwordFile, Path keystore, Map<String, String> environment) {
        if (Files.exists(passwordFile)) {
            return firstLine(PrivateFile.read(passwordFile));
        }
        String variable = environment.get(VARIABLE);
        return variable != null ? variable : ask("Password of " + keystore + ": ", passwordFile, keystore);
    }

    private static String ask(String prompt, Path passwordFile, Path keystore) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new RefusedException("no password for " + keystore + ": write it to " + passwordFile + ", set "
                    + VARIABLE + ", or start in a terminal");
        }
        char[] typed = console.readPassword("%s", prompt);
        if (typed == null) {
            throw new RefusedException("no password for " + keystore + ": the terminal was closed");
        }
        return new String(typed);
    }

    /** A password of 256 random bits, for a file that lies beside the keystore. */
    public static String random(SecureRandom random) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Editors end a file with a line break; it is no part of the password. */
    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
