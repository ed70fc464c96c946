package dev.playhead.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prepares and starts one Redis server; its binary is a resource on the class path. Called on the thread of its
 * supervisor.
 */
final class RedisProgram implements Program {
    private static final String RESOURCE = "redis-server-7.0.15-";
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "+PONG\r\n".getBytes(StandardCharsets.US_ASCII);

    private final SandboxSettings settings;
    private final Path directory;
    private @Nullable Path binary;

    RedisProgram(SandboxSettings settings, Path dataDirectory) {
        this.settings = settings;
        this.directory = dataDirectory.resolve("redis");
    }

    @Override
    public Child child() {
        return Child.REDIS;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Map<String, Integer> ports() {
        return Map.of("sandbox.redis.port", settings.redisPort());
    }

    @Override
    public Path configurationFile() {
        return directory.resolve("redis.conf");
    }

    @Override
    public void prepare() throws IOException {
        Durable.createFolders(directory);
        binary = unpack();
        Files.writeString(configurationFile(), configuration());
    }

    @Override
    public List<String> command() {
        if (binary == null) {
            throw new IllegalStateException("prepare first");
        }
        return List.of(binary.toString(), configurationFile().toString());
    }

    @Override
    public Map<String, String> environment() {
        return Map.of();
    }

    /** While Redis loads its file it answers {@code -LOADING}, which is not yet serving. */
    @Override
    public boolean serves() {
        return Ports.ask(settings.redisPort(), PING, PONG.length)
                .filter(answer -> Arrays.equals(answer, PONG))
                .isPresent();
    }

    /** Unpacks the binary. Its name has the checksum, so that another version never overwrites a running binary. */
    private Path unpack() throws IOException {
        String resource = RESOURCE + platform();
        try (InputStream stream = RedisProgram.class.getResourceAsStream("/" + resource)) {
            if (stream == null) {
                throw new IOException("Playhead has no embedded Redis for this platform (" + resource
                        + "): set redis.url to your own Redis");
            }
            byte[] content = stream.readAllBytes();
            Path target = directory.resolve(resource + "-" + checksum(content));
            if (!Files.isExecutable(target) || Files.size(target) != content.length) {
                Path part = Files.write(directory.resolve(resource + ".part"), content);
                if (!part.toFile().setExecutable(true, true)) {
                    throw new IOException("the file system does not allow " + part + " to be executable");
                }
                Durable.replace(part, target);
            }
            return target;
        }
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String architecture = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (system.startsWith("mac") ? "darwin" : system)
                + "-"
                + switch (architecture) {
                    case "x86_64" -> "amd64";
                    case "aarch64" -> "arm64";
                    case "x86", "i386", "i686" -> "386";
                    default -> architecture;
                };
    }

    private static String checksum(byte[] content) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content))
                    .substring(0, 12);
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java platform has SHA-256", impossible);
        }
    }

    /**
     * Returns the configuration. Redis flushes the append-only file before an answer, because an answered confirmation
     * must survive a kill.
     *
     * <p>It is rewritten from 256 MiB on, not from Redis' 64. On two busy cores a rewrite took 3.5 s of CPU, and a start 46 to
     * 53 ms of CPU for each MiB that it read. Reckoned from there, with 90 MiB of data and 5 MiB written a second: 64 would
     * spend a fifth of a core on rewrites, 256 a tenth, 512 a twentieth; and a start takes up to 9 s, 13 s or 26 s of CPU.
     * What is written is sums and numbers, which do not get smaller by compression: without it a rewrite takes a fifth less.
     */
    private String configuration() {
        return """
                # Written at every start; change the settings of Playhead instead.
                bind 127.0.0.1
                port %d
                protected-mode yes
                daemonize no
                set-proc-title no
                loglevel warning
                dir "%s"
                save ""
                appendonly yes
                appendfsync always
                auto-aof-rewrite-min-size 256mb
                rdbcompression no
                maxmemory %d
                maxmemory-policy noeviction
                lazyfree-lazy-expire yes
                """.formatted(
                        settings.redisPort(),
                        directory.toString().replace("\\", "\\\\").replace("\"", "\\\""),
                        settings.redisMemoryBytes());
    }
}
