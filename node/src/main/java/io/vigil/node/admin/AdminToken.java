package io.vigil.node.admin;

import io.vigil.node.config.NodeHome;
import io.vigil.node.keys.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The secret that opens the calls of the admin port: new at each start, readable by the node's owner alone. */
public record AdminToken(String text) {
    private static final int BYTES = 32;

    /** Makes a new one and leaves it in the home. */
    public static AdminToken create(NodeHome home) {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        AdminToken token = new AdminToken(HexFormat.of().formatHex(secret));
        try {
            Files.deleteIfExists(home.adminTokenFile());
        } catch (IOException e) {
            throw new UncheckedIOException(home.adminTokenFile() + ": cannot be replaced: " + e.getMessage(), e);
        }
        PrivateFile.create(home.adminTokenFile(), token.text() + "\n");
        return token;
    }

    /** That of a running node. */
    public static AdminToken read(NodeHome home) {
        return new AdminToken(PrivateFile.read(home.adminTokenFile()).strip());
    }

    /** The address of the dashboard with the token in its fragment, which a browser keeps to itself. */
    public String dashboard(int port) {
        return "http://127.0.0.1:" + port + "/#token=" + text;
    }

    /** Takes equally long wherever the two differ. */
    boolean opens(String authorization) {
        return MessageDigest.isEqual(bytes(header()), bytes(authorization));
    }

    String header() {
        return "Bearer " + text;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "AdminToken";
    }
}
