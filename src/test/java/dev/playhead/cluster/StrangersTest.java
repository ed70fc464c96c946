package dev.playhead.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class StrangersTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Strangers.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private Future<Map<String, String>> others = Future.succeededFuture(Map.of());
    private final Strangers strangers = new Strangers(
            Members.alone(new Members.Member("here", "1", 5, Map.of("http", "127.0.0.1:1"), true)), () -> others);

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(logged);
    }

    @Test
    void shouldWarnOnceWhenAnotherNodeStays() {
        others = Future.succeededFuture(Map.of("stranger", "10.0.0.7:8080"));

        look(50);

        assertThat(logged.list).singleElement().satisfies(warning -> {
            assertThat(warning.getLevel()).isEqualTo(Level.WARN);
            assertThat(warning.getKeyValuePairs().toString()).contains("stranger", "10.0.0.7:8080");
        });
    }

    @Test
    void shouldNotWarnWhenTheOtherIsGoneSoonOrIsAMember() {
        others = Future.succeededFuture(Map.of("here", "127.0.0.1:1", "dead", "10.0.0.7:8080"));
        look(Strangers.LOOKS_COUNTED + 1);
        others = Future.succeededFuture(Map.of("here", "127.0.0.1:1"));
        look(10);

        assertThat(logged.list).isEmpty();
    }

    @Test
    void shouldGoOnWhenALookFails() {
        others = Future.failedFuture("Redis is away");
        look(1);
        others = Future.succeededFuture(Map.of("stranger", "10.0.0.7:8080"));
        look(10);

        assertThat(logged.list).hasSize(1);
    }

    private void look(int times) {
        IntStream.range(0, times).forEach(time -> strangers.check());
    }
}
