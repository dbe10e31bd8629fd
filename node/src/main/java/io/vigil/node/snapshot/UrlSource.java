package io.vigil.node.snapshot;

import io.vigil.storage.StorageException;
import io.vigil.storage.snapshot.ChunkSource;
import io.vigil.storage.snapshot.FolderSource;
import io.vigil.storage.snapshot.Manifest;
import io.vigil.types.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * A snapshot's folder behind a web server: any that serves files will do. One chunk is fetched at a time and tried again a
 * few times; a restore that was interrupted asks for the chunks it has not stored yet and no others.
 */
public final class UrlSource implements ChunkSource {
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /** For one file: 32 MiB at 100 KB/s. */
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI folder;

    /** @param url of the folder, http or https */
    public UrlSource(String url) {
        this.folder = URI.create(url.endsWith("/") ? url : url + "/");
    }

    @Override
    public Optional<Bytes> manifest() {
        return fetch(FolderSource.MANIFEST, Manifest.MAX_MANIFEST_BYTES);
    }

    @Override
    public Optional<Bytes> chunk(int index) {
        return fetch(FolderSource.chunkPath(index), FolderSource.MAX_CHUNK_FILE_BYTES);
    }

    /** A server does not list what it has. */
    @Override
    public Optional<String> foreign(int chunks) {
        return Optional.empty();
    }

    private Optional<Bytes> fetch(String path, int maxBytes) {
        URI file = folder.resolve(path);
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return once(file, maxBytes);
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new StorageException(
                            StorageException.Reason.FAILED,
                            file + ": " + e.getMessage() + " (tried " + ATTEMPTS
                                    + " times; run the command again, it goes on where it stopped)",
                            e);
                }
            }
            sleep(pause, file);
            pause = pause.multipliedBy(2);
        }
    }

    /** Empty if the server says that there is no such file; too many bytes count as a file that is not the one wanted. */
    private Optional<Bytes> once(URI file, int maxBytes) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(file).timeout(PATIENCE).build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                return switch (response.statusCode()) {
                    case 200 -> {
                        byte[] content = body.readNBytes(maxBytes);
                        yield Optional.of(body.read() < 0 ? Bytes.wrap(content) : Bytes.EMPTY);
                    }
                    case 404, 410 -> Optional.empty();
                    default -> throw new IOException("HTTP " + response.statusCode());
                };
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(StorageException.Reason.FAILED, file + ": interrupted", e);
        }
    }

    private static void sleep(Duration pause, URI file) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(StorageException.Reason.FAILED, file + ": interrupted", e);
        }
    }
}
