package dev.playhead.load.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.load.wire.Percentiles;
import dev.playhead.load.wire.Rate;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptRunTest {
    private static final Rate RATE = new Rate(1000, Duration.ofMillis(200), Duration.ofMillis(800));
    private static final int PER_CALL = 5;
    private static final int IDENTITY_BYTES = 16;
    private static final int MARK_BYTES = 8;
    private static final String GENERATION = "1795000000000";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Buffer> ends = new ConcurrentHashMap<>();
    private final Set<String> identities = ConcurrentHashMap.newKeySet();
    private volatile String answer = "";
    private InetSocketAddress redis;

    @BeforeEach
    void start() throws Exception {
        int port = vertx.createNetServer()
                .connectHandler(this::serve)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
        redis = new InetSocketAddress("127.0.0.1", port);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Takes commands apart: how many words, and of each its length and its bytes. */
    private void serve(NetSocket socket) {
        RecordParser parser = RecordParser.newDelimited("\r\n", socket);
        List<Buffer> words = new ArrayList<>();
        int[] left = {0};
        boolean[] inWord = {false};
        parser.handler(part -> {
            if (inWord[0]) {
                words.add(part.slice(0, part.length() - 2));
                inWord[0] = false;
                parser.delimitedMode("\r\n");
                if (--left[0] == 0) {
                    socket.write(answer(words));
                    words.clear();
                }
            } else if (part.getByte(0) == '*') {
                left[0] = Integer.parseInt(part.toString().substring(1));
            } else {
                inWord[0] = true;
                parser.fixedSizeMode(Integer.parseInt(part.toString().substring(1)) + 2);
            }
        });
    }

    private String answer(List<Buffer> words) {
        switch (words.get(0).toString()) {
            case "SCRIPT":
                assertThat(words.get(2).toString()).isEqualTo("the script");
                return "$40\r\n" + "a".repeat(40) + "\r\n";
            case "EVALSHA":
                if (!words.get(9).toString().equals(GENERATION)) {
                    return "*3\r\n$5\r\nbegin\r\n$13\r\n" + GENERATION + "\r\n:0\r\n";
                }
                return words.get(15).toString().equals("1 load-1") ? confirmed(words) : "$1\r\n0\r\n";
            default:
                return ":1\r\n";
        }
    }

    /** Each log has one entry more with each call, and the call tells its mark. */
    private String confirmed(List<Buffer> words) {
        String log = words.get(3).toString();
        int entries = Integer.parseInt(words.get(10).toString());
        assertThat(entries == 0 ? Buffer.buffer("-") : ends.get(log + entries)).isEqualTo(words.get(11));
        Buffer added = words.get(13);
        for (int at = 0; at + MARK_BYTES < added.length(); at += IDENTITY_BYTES) {
            identities.add(new String(added.getBytes(at, at + IDENTITY_BYTES), StandardCharsets.ISO_8859_1));
        }
        ends.put(log + (entries + 1), added.slice(added.length() - MARK_BYTES, added.length()));
        return answer.isEmpty() ? "*4\r\n$2\r\nok\r\n:" + (entries + 1) + "\r\n$0\r\n\r\n$0\r\n\r\n" : answer;
    }

    private Path jar() throws Exception {
        Path jar = directory.resolve("node.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("dev/playhead/redis/confirmations.lua"));
            zip.write("the script".getBytes(StandardCharsets.US_ASCII));
        }
        return jar;
    }

    @Test
    void shouldConfirmEveryIdentityOnceAtTheRateAsked() throws Exception {
        Percentiles percentiles = ScriptRun.run(redis, jar(), "g", 4, PER_CALL, RATE);
        assertThat(new HashSet<>(identities)).hasSize(1000);
        assertThat(percentiles.figures("confirm"))
                .hasSize(3)
                .allSatisfy((name, millis) ->
                        assertThat(millis).as(name).isPositive().isLessThan(10_000));
    }

    @Test
    void shouldFailWhenRedisAnswersOtherwise() throws Exception {
        answer = "-OOM command not allowed\r\n";
        Path jar = jar();
        assertThatThrownBy(() -> ScriptRun.run(redis, jar, "g", 4, PER_CALL, RATE))
                .hasMessageContaining("Redis answers -");
    }
}
