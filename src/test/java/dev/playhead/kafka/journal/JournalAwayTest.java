package dev.playhead.kafka.journal;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.testing.TestPorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A journal whose Kafka is away. */
final class JournalAwayTest {
    @Test
    void shouldWarnOnceAndReportNothingUnexpectedWhenKafkaIsAway() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(KafkaJournal.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        List<Throwable> unexpected = new CopyOnWriteArrayList<>();
        Vertx vertx = Vertx.vertx().exceptionHandler(unexpected::add);
        KafkaJournal journal = journal(vertx, "127.0.0.1:" + TestPorts.free());
        try {
            List<Future<Void>> puts = new ArrayList<>(List.of(journal.put("a", "1"), journal.put("b", "")));
            vertx.runOnContext(turn -> puts.add(journal.put("c", "3")));

            eventually(
                    "all have failed", () -> puts.size() == 3 && puts.stream().allMatch(Future::failed));

            assertThat(puts).allMatch(put -> RefusedException.is(put.cause(), Problem.UNAVAILABLE));
            assertThat(unexpected).isEmpty();
            assertThat(logged.list).singleElement().satisfies(line -> {
                assertThat(line.getLevel()).isEqualTo(Level.WARN);
                assertThat(line.getThrowableProxy()).isNull();
                assertThat(line.getKeyValuePairs().toString()).contains("playhead.things");
            });
        } finally {
            logger.detachAppender(logged);
            journal.close().await(20, TimeUnit.SECONDS);
            vertx.close().await(20, TimeUnit.SECONDS);
        }
    }

    private static KafkaJournal journal(Vertx vertx, String servers) {
        Map<String, String> consumer = Map.of("bootstrap.servers", servers);
        Map<String, String> producer = Map.of(
                "bootstrap.servers", servers,
                "max.block.ms", "300",
                "key.serializer", "org.apache.kafka.common.serialization.StringSerializer",
                "value.serializer", "org.apache.kafka.common.serialization.StringSerializer");
        return new KafkaJournal(
                vertx,
                "playhead.things",
                100_000,
                producer,
                new KafkaJournal.Access(
                        () -> consumer,
                        Future::succeededFuture,
                        () -> Future.succeededFuture(0L),
                        Duration.ofSeconds(1)));
    }
}
