package dev.playhead;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.playhead.config.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns at the start of a node of each store in the settings that nobody reaches, by host and port and within two seconds:
 * the cluster forms first, and the stores' own clients wait longer. Each address has a short-lived thread of its own.
 */
final class Reachability {
    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);
    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final int REDIS_PORT = 6379;

    /** More addresses than that are not tried: one that answers is enough. */
    private static final int MOST = 8;

    private record Address(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    private Reachability() {}

    /** Returns at once. */
    static void warn(Settings settings) {
        settings.kafka().bootstrapServers().ifPresent(servers -> warn("kafka", kafka(servers)));
        settings.redis().url().ifPresent(url -> warn("redis", redis(url)));
    }

    private static void warn(String store, CompletableFuture<String> answer) {
        answer.thenAccept(reason -> {
            if (!reason.isEmpty()) {
                LOG.atWarn()
                        .addKeyValue("dependency", store)
                        .addKeyValue("reason", reason)
                        .log("nobody answers; the node goes on trying");
            }
        });
    }

    /**
     * Why none of the servers is reached; empty where one is.
     *
     * @param servers as {@code kafka.bootstrap.servers} has them
     */
    static CompletableFuture<String> kafka(String servers) {
        return look(Arrays.stream(servers.split(",")).map(Reachability::server).toList());
    }

    /** @param url as {@code redis.url} has it */
    static CompletableFuture<String> redis(String url) {
        URI uri = URI.create(url);
        return uri.getHost() == null
                ? CompletableFuture.completedFuture("")
                : look(List.of(new Address(uri.getHost(), uri.getPort() < 0 ? REDIS_PORT : uri.getPort())));
    }

    private static CompletableFuture<String> look(List<Address> addresses) {
        List<CompletableFuture<String>> asked = new ArrayList<>();
        for (Address address : addresses.subList(0, Math.min(MOST, addresses.size()))) {
            asked.add(CompletableFuture.supplyAsync(() -> connect(address), Reachability::run)
                    .exceptionally(failure -> address + " (" + cause(failure) + ")")
                    .completeOnTimeout(
                            address + " (no answer in " + PATIENCE.toMillis() + " ms)",
                            PATIENCE.toMillis(),
                            MILLISECONDS));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(done -> {
            List<String> reasons = asked.stream().map(CompletableFuture::join).toList();
            return reasons.stream().anyMatch(String::isEmpty) ? "" : String.join(", ", reasons);
        });
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "playhead-reachability");
        thread.setDaemon(true);
        thread.start();
    }

    private static String connect(Address address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), (int) PATIENCE.toMillis());
            return "";
        } catch (IOException unreached) {
            throw new CompletionException(unreached);
        }
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static Address server(String text) {
        String plain = text.strip().replaceFirst("^[A-Z_]+://", "");
        int colon = plain.lastIndexOf(':');
        String host = plain.substring(0, colon).replaceAll("[\\[\\]]", "");
        return new Address(host, Integer.parseInt(plain.substring(colon + 1)));
    }
}
