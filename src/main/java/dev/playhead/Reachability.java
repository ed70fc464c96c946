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
import java.util.Arrays;
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

    /** The request ApiVersions, version 0, of a client without a name, behind its length. */
    private static final byte[] API_VERSIONS = {0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 1, -1, -1};

    /** The first bytes of an alert: its type, and the major version of all TLS. */
    private static final byte[] TLS_ALERT = {0x15, 3};

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

    /**
     * Refuses a Kafka that answers in TLS while the node speaks without it: Kafka's client would take the answer for a length
     * of 350 MB, and its memory would end the node. Waits for at most {@code management.checkTimeout}; an address without an
     * answer is not refused.
     *
     * @throws IllegalArgumentException with the address and the remedy
     */
    static void requirePlain(KafkaSettings kafka, ManagementSettings limits) {
        if (kafka.bootstrapServers().isEmpty() || kafka.usesTls()) {
            return;
        }
        List<Address> servers = KafkaSettings.servers(kafka.bootstrapServers().get());
        List<String> tls =
                look(servers, limits, Reachability::answerInTls).join().unreached();
        if (!tls.isEmpty()) {
            throw new IllegalArgumentException("kafka.bootstrap.servers has a Kafka that speaks TLS, "
                    + String.join(", ", tls)
                    + ", but the node speaks without: set kafka.properties.security.protocol to"
                    + " SSL or SASL_SSL");
        }
    }

    private static CompletableFuture<Result> look(List<Address> addresses, ManagementSettings limits) {
        return look(addresses, limits, Reachability::connect);
    }

    private interface Check {
        /** Returns the fault of the address; empty without one. */
        String of(Address address, int patienceMillis);
    }

    private static CompletableFuture<Result> look(List<Address> addresses, ManagementSettings limits, Check check) {
        long patience = limits.checkTimeout().toMillis();
        List<CompletableFuture<String>> asked = new ArrayList<>();
        for (Address address : addresses.subList(0, Math.min(limits.maxChecks(), addresses.size()))) {
            asked.add(CompletableFuture.supplyAsync(() -> check.of(address, (int) patience), Reachability::run)
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

    /** Sends a request of Kafka's protocol; a listener with TLS refuses it with an alert. */
    private static String answerInTls(Address address, int patienceMillis) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), patienceMillis);
            socket.setSoTimeout(patienceMillis);
            socket.getOutputStream().write(API_VERSIONS);
            byte[] answer = socket.getInputStream().readNBytes(TLS_ALERT.length);
            return Arrays.equals(answer, TLS_ALERT) ? address.toString() : "";
        } catch (IOException unanswered) {
            return "";
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
