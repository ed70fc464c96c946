package dev.playhead.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.slf4j.event.KeyValuePair;

/** What stands in {@code logback.xml} and beside it, read as a node reads it. */
final class LogsTest {
    private final LoggerContext context = new LoggerContext();

    @AfterEach
    void forget() {
        context.stop();
        System.clearProperty(Logs.FORMAT);
        System.clearProperty(Logs.LEVEL);
        SLF4JBridgeHandler.uninstall();
    }

    @Test
    void shouldBeAnObjectALineWhenTheFormatIsJson() throws Exception {
        read(LogSettings.Format.JSON, LogSettings.Level.INFO);
        context.putProperty(Logs.NODE, "n-7");

        String line = encoded(
                "a \"quoted\"\nmessage",
                new IllegalStateException("why\nnot"),
                "replay",
                "r-1",
                "epoch",
                4L,
                "up",
                true);

        assertThat(line).endsWith("\n").doesNotContainPattern("\n.");
        JsonObject json = new JsonObject(line);
        assertThat(json.getString("message")).isEqualTo("a \"quoted\"\nmessage");
        assertThat(json.getString("level")).isEqualTo("INFO");
        assertThat(json.getString("logger")).isEqualTo("dev.playhead.Test");
        assertThat(Instant.parse(json.getString("time"))).isBeforeOrEqualTo(Instant.now());
        assertThat(json.getString("node")).isEqualTo("n-7");
        assertThat(json.getString("replay")).isEqualTo("r-1");
        assertThat(json.getLong("epoch")).isEqualTo(4);
        assertThat(json.getBoolean("up")).isTrue();
        assertThat(json.getString("stack")).contains("IllegalStateException", "LogsTest");
        assertThat(json.fieldNames())
                .containsExactlyInAnyOrder(
                        "time", "level", "logger", "thread", "message", "node", "replay", "epoch", "up", "stack");
    }

    @Test
    void shouldKeepListsAsListsWhenTheFormatIsJson() throws Exception {
        read(LogSettings.Format.JSON, LogSettings.Level.INFO);

        assertThat(new JsonObject(encoded("m", null, "peers", List.of("a", "b"))).getJsonArray("peers"))
                .isEqualTo(JsonArray.of("a", "b"));
    }

    @Test
    void shouldBeReadableWhenTheFormatIsText() throws Exception {
        read(LogSettings.Format.TEXT, LogSettings.Level.INFO);

        assertThat(encoded("replay made", null, "replay", "r-1", "epoch", 4L))
                .matches("\\S+Z INFO  \\[.*] \\S*Test replay made replay=r-1 epoch=4\\R");
        assertThat(encoded("node stopped", null)).endsWith(" node stopped\n");
    }

    @Test
    void shouldFollowTheSettingsWhenALevelIsSet() throws Exception {
        read(LogSettings.Format.TEXT, LogSettings.Level.DEBUG);

        assertThat(context.getLogger("dev.playhead").getLevel()).isEqualTo(Level.DEBUG);
        assertThat(context.getLogger("org.apache.kafka").getEffectiveLevel()).isEqualTo(Level.ERROR);
    }

    @Test
    void shouldTakeWhatIsLoggedByTheLoggersOfTheJdk() {
        Logs.use(new LogSettings(LogSettings.Format.TEXT, LogSettings.Level.INFO));
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.start();
        root.addAppender(heard);
        try {
            java.util.logging.Logger.getLogger("io.opentelemetry.exporter").severe("the collector is away");
        } finally {
            root.detachAppender(heard);
        }
        assertThat(heard.list)
                .filteredOn(event -> event.getFormattedMessage().equals("the collector is away"))
                .singleElement()
                .satisfies(event -> assertThat(event.getLoggerName()).isEqualTo("io.opentelemetry.exporter"));
    }

    private void read(LogSettings.Format format, LogSettings.Level level) throws Exception {
        Logs.use(new LogSettings(format, level));
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogsTest.class.getResource("/logback.xml"));
        context.start();
    }

    private String encoded(String message, Throwable thrown, Object... pairs) {
        Logger logger = context.getLogger("dev.playhead.Test");
        LoggingEvent event = new LoggingEvent("here", logger, Level.INFO, message, thrown, null);
        for (int pair = 0; pair < pairs.length; pair += 2) {
            event.addKeyValuePair(new KeyValuePair((String) pairs[pair], pairs[pair + 1]));
        }
        OutputStreamAppender<ILoggingEvent> appender = (OutputStreamAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
        return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
