package dev.playhead.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.codec.TraceContext;
import dev.playhead.config.SettingsLoader;
import dev.playhead.testing.Collector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TracesTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final TraceContext SAMPLED = TraceContext.of("00-" + TRACE + "-b7ad6b7169203331-01", null);
    private static final TraceContext UNSAMPLED = TraceContext.of("00-" + TRACE + "-b7ad6b7169203331-00", null);
    private static final TraceContext OTHER =
            TraceContext.of("00-11111111111111111111111111111111-b7ad6b7169203331-01", null);

    private Collector collector;

    @BeforeEach
    void open() throws Exception {
        collector = new Collector();
    }

    @AfterEach
    void close() {
        collector.close();
    }

    @Test
    void shouldSendWhatWasDoneWhenSwitchedOn() {
        try (Traces traces = traces(true, 1)) {
            traces.begin(Traces.Kind.ASKED, "append orders", SAMPLED)
                    .link(OTHER)
                    .link(null)
                    .put("playhead.bytes", 7)
                    .put("word", "x")
                    .failed("why")
                    .end();
        }

        assertThat(collector.spans()).singleElement().satisfies(span -> {
            assertThat(span.name()).isEqualTo("append orders");
            assertThat(span.traceId()).isEqualTo(TRACE);
            assertThat(span.parent()).isEqualTo("b7ad6b7169203331");
            assertThat(span.links()).containsExactly(OTHER.traceId());
            assertThat(span.attributes()).containsEntry("playhead.bytes", "7").containsEntry("word", "x");
            assertThat(span.resource())
                    .containsEntry("service.name", "playhead")
                    .containsEntry("service.instance.id", "n1")
                    .containsEntry("service.version", "1.2");
            assertThat(span.failed()).isTrue();
        });
    }

    @Test
    void shouldTellOfWhatIsOverWhenItsTimesAreGiven() {
        try (Traces traces = traces(true, 1)) {
            Work work = traces.begun("replay", 1_000);
            work.child("replay target", 2_000).end(3_000);
            work.end(4_000);
        }

        Collector.Collected replay = collector.spans("replay").get(0);
        Collector.Collected target = collector.spans("replay target").get(0);
        assertThat(replay.fromNanos()).isEqualTo(1_000_000_000L);
        assertThat(replay.toNanos()).isEqualTo(4_000_000_000L);
        assertThat(replay.parent()).isEmpty();
        assertThat(target.parent()).isEqualTo(replay.spanId());
        assertThat(target.traceId()).isEqualTo(replay.traceId());
        assertThat(target.toNanos()).isEqualTo(3_000_000_000L);
    }

    @Test
    void shouldDoAsTheRequestSaysWhenItSaysWhetherToTrace() {
        try (Traces traces = traces(true, 0)) {
            assertThat(traces.begin(Traces.Kind.ASKED, "a", UNSAMPLED)).isSameAs(Work.NONE);
            assertThat(traces.begin(Traces.Kind.ASKED, "b", null)).isSameAs(Work.NONE);
            traces.begin(Traces.Kind.ASKED, "c", SAMPLED).end();
        }

        assertThat(collector.spans()).extracting(Collector.Collected::name).containsExactly("c");
    }

    @Test
    void shouldDoNothingWhenSwitchedOff() {
        Traces traces = traces(false, 1);

        assertThat(traces).isSameAs(Traces.OFF);
        assertThat(traces.begin(Traces.Kind.SENT, "a", SAMPLED).put("k", 1).link(OTHER))
                .isSameAs(Work.NONE);
    }

    @Test
    void shouldRefuseSettingsWhenTheyCannotWork() {
        assertThatThrownBy(() -> SettingsLoader.load(TracingSettings.class, List.of("--tracing.sample=1.5"), Map.of()))
                .hasMessageContaining("tracing.sample")
                .hasMessageContaining("0 to 1");
        assertThatThrownBy(() -> settings(true, 1, "localhost:4318")).hasMessageContaining("tracing.endpoint");
        assertThatThrownBy(() -> settings(true, 1, "no address")).hasMessageContaining("tracing.endpoint");
    }

    private Traces traces(boolean enabled, double sample) {
        return Traces.of(settings(enabled, sample, collector.endpoint()), "n1", "1.2");
    }

    private static TracingSettings settings(boolean enabled, double sample, String endpoint) {
        return new TracingSettings(enabled, endpoint, sample, 4, 100, Duration.ofMillis(50), Duration.ofSeconds(5));
    }
}
