package dev.playhead;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.playhead.config.Settings;
import dev.playhead.http.ManagementSettings;
import dev.playhead.kafka.client.KafkaSettings;
import dev.playhead.redis.RedisSettings;
import dev.playhead.settings.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns at the start of a node of each address in the settings that does not answer, by host and port and within
 * {@code management.checkTimeout}: the cluster forms first, and the stores' own clients wait longer. Each address has a
 * short-lived thread of its own.
 */
final class Reachability {
    private static final Logger LOG = LoggerFactory.getLogger(Reachability.class);

    /**
     * The result for the addresses of one dependency.
     *
     * @param unreached a text for each address that does not answer, with the reason
     */
    record Result(List<String> unreached, int tried) {
        boolean isComplete() {
            return unreached.isEmpty();
        }

        boolean isOutage() {
            return !isComplete() && unreached.size() == tried;
        }
    }

    private Reachability() {}

    /** Returns at once. */
    static void warn(Settings settings) {
        ManagementSettings limits = settings.management();
        settings.kafka().bootstrapServers().ifPresent(servers -> warn("kafka", kafka(servers, limits)));
        settings.redis().url().ifPresent(url -> warn("redis", redis(url, limits)));
        if (!settings.confirmationStore().cluster().isEmpty()) {
            warn("redis", look(settings.confirmationStore().addresses(), limits));
        }
        if (settings.tracing().enabled()) {
            warn("tracing", look(List.of(settings.tracing().address()), limits));
        }
    }

    private static void warn(String dependency, CompletableFuture<Result> answer) {
        answer.thenAccept(result -> {
            if (!result.isComplete()) {
                LOG.atWarn()
                        .addKeyValue("dependency", dependency)
                        .addKeyValue("reason", String.join(", ", result.unreached()))
                        .log(
                                result.isOutage()
                                        ? "the dependency does not answer; the node retries"
                                        : "some addresses of the dependency do not answer; the node uses the others");
            }
        });
    }

    /** @param servers as {@code kafka.bootstrap.servers} has them */
    static CompletableFuture<Result> kafka(String servers, ManagementSettings limits) {
        return look(KafkaSettings.servers(servers), limits);
    }

    /** @param url as {@code redis.url} has it */
    static CompletableFuture<Result> redis(String url, ManagementSettings limits) {
        return look(RedisSettings.address(url).stream().toList(), limits);
    }

    private static CompletableFuture<Result> look(List<Address> addresses, ManagementSettings limits) {
        long patience = limits.checkTimeout().toMillis();
        List<CompletableFuture<String>> asked = new ArrayList<>();
        for (Address address : addresses.subList(0, Math.min(limits.maxChecks(), addresses.size()))) {
            asked.add(CompletableFuture.supplyAsync(() -> connect(address, (int) patience), Reachability::run)
                    .exceptionally(failure -> address + " (" + cause(failure) + ")")
                    .completeOnTimeout(address + " (no answer in " + patience + " ms)", patience, MILLISECONDS));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(done -> new Result(
                        asked.stream()
                                .map(CompletableFuture::join)
                                .filter(reason -> !reason.isEmpty())
                                .toList(),
                        asked.size()));
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "playhead-reachability");
        thread.setDaemon(true);
        thread.start();
    }

    private static String connect(Address address, int patienceMillis) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), patienceMillis);
            return "";
        } catch (IOException unreached) {
            throw new CompletionException(unreached);
        }
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof UnknownHostException) {
            return "unknown host";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
