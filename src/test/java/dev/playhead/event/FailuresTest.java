package dev.playhead.event;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class FailuresTest {
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Failures.class);
    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);
    private final Failures failures = new Failures(nanos::get);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
    }

    @AfterEach
    void forget() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
    }

    @Test
    void shouldLogAKindOnceASecondWhenItComesOften() {
        String first = "";
        for (int time = 0; time < 1000; time++) {
            String id = failures.line(failure(time));
            first = time == 0 ? id : first;
            assertThat(id).isEqualTo(first).isEqualTo(id(lines.list.get(0)));
        }
        assertThat(lines.list).hasSize(1);
        nanos.addAndGet(1_000_000_000L);
        assertThat(failures.line(failure(0))).isNotEqualTo(first);
        assertThat(lines.list).hasSize(2);
        assertThat(value(lines.list.get(1), "unlogged")).isEqualTo("999");
    }

    @Test
    void shouldLogEachKindWhenTheyComeTogether() {
        List<Throwable> kinds = List.of(failure(0), new StackOverflowError(), new IllegalStateException("elsewhere"));
        assertThat(kinds.stream().map(failures::line)).doesNotHaveDuplicates();
        assertThat(lines.list).hasSize(3);
    }

    @Test
    void shouldKeepFewKindsWhenTheyAreEndless() {
        for (int number = 0; number < 10_000; number++) {
            Exception kind = new IllegalStateException();
            kind.setStackTrace(new StackTraceElement[] {new StackTraceElement("dev.playhead.A", "m", "A", number + 1)});
            assertThat(failures.line(kind)).isNotEmpty();
        }
        assertThat(lines.list).hasSizeLessThan(300);
    }

    @Test
    void shouldBeInternalWithTheIdWhenAnswered() {
        Refusal refusal = RefusedException.of(failure(0));
        assertThat(refusal.problem()).isEqualTo(Problem.INTERNAL);
        assertThat(refusal.detail()).endsWith("failure=" + id(lines.list.get(0)));
    }

    private static Throwable failure(int number) {
        return new IllegalArgumentException("number " + number);
    }

    private static String id(ILoggingEvent line) {
        return value(line, "failure");
    }

    private static String value(ILoggingEvent line, String key) {
        return line.getKeyValuePairs().stream()
                .filter(pair -> pair.key.equals(key))
                .map(pair -> String.valueOf(pair.value))
                .findFirst()
                .orElseThrow();
    }
}
