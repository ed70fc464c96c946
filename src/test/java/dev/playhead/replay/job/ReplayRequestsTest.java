package dev.playhead.replay.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.delivery.request.Start;
import dev.playhead.delivery.request.Stop;
import dev.playhead.delivery.request.StreamRequest;
import dev.playhead.event.Fault;
import dev.playhead.event.RefusedException;
import dev.playhead.filter.FilterCodec;
import dev.playhead.filter.FilterLimits;
import dev.playhead.testing.Defaults;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplayRequestsTest {
    private static final String LEAST = "{\"topics\":[\"orders\"],\"from\":\"earliest\",\"targets\":[\"billing\"]}";

    private final ReplayRequests requests = new ReplayRequests(
            Defaults.of(ReplaySettings.class), new FilterCodec(Defaults.of(FilterLimits.class), () -> {}));

    @Test
    void shouldFillInTheDefaultsWhenLittleIsSaid() {
        ReplayRequest request = requests.read(new JsonObject(LEAST)).request();

        assertThat(request.pace()).isEqualTo(new Pace.Full());
        assertThat(request.mode()).isEqualTo(ReplayRequest.Mode.REBUILD);
        assertThat(request.order()).isEqualTo(StreamRequest.Order.PARTITION);
        assertThat(request.idleTimeout()).isEqualTo(Duration.ofHours(1));
        assertThat(ReplayRequests.from(request)).isEqualTo(new Start.Earliest());
        assertThat(ReplayRequests.to(request)).isEqualTo(new Stop.Now());
        assertThat(requests.filter(request)).isNotNull();
    }

    @Test
    void shouldReadWhatItWroteWhenAllIsSaid() {
        String all = "{\"topics\":[\"payments\",\"orders\"],\"from\":{\"time\":\"2026-11-01T00:00:00Z\"},"
                + "\"to\":{\"time\":\"2026-11-02T00:00:00Z\"},\"filter\":[{\"prefix\":{\"type\":\"order.\"}}],"
                + "\"order\":\"time\",\"pace\":{\"timeline\":2.5},\"targets\":[\"b\",\"a\"],\"mode\":\"repair\","
                + "\"idleTimeout\":\"PT10M\",\"description\":\"after the fault\",\"dryRun\":true}";
        ReplayRequests.Asked asked = requests.read(new JsonObject(all));

        assertThat(asked.dryRun()).isTrue();
        assertThat(asked.request().topics()).containsExactly("orders", "payments");
        assertThat(asked.request().targets()).containsExactly("b", "a");
        assertThat(asked.request().pace()).isEqualTo(new Pace.Timeline(2.5));
        JsonObject written = ReplayRequests.write(asked.request());
        assertThat(requests.read(written).request()).isEqualTo(asked.request());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "topics | [] | /topics",
                "topics | [\"a\",\"a\"] | /topics/1",
                "from | null | /from",
                "from | \"yesterday\" | /from",
                "from | {\"time\":\"soon\"} | /from/time",
                "from | {\"token\":\"x\"} | /from/token",
                "to | \"later\" | /to",
                "to | {\"positions\":[{\"topic\":\"a\"}]} | /to/positions/0",
                "filter | [{\"eggsact\":{}}] | /filter/0/eggsact",
                "filter | {} | /filter",
                "order | \"random\" | /order",
                "pace | 5 | /pace",
                "pace | {\"eventsPerSecond\":0} | /pace/eventsPerSecond",
                "pace | {\"eventsPerSecond\":5,\"timeline\":1} | /pace",
                "pace | {\"speed\":5} | /pace/speed",
                "targets | [] | /targets",
                "targets | [\"a b\"] | /targets/0",
                "targets | [\"a\",\"replay.x\"] | /targets/1",
                "targets | [\"a\",\"a\"] | /targets/1",
                "mode | \"destroy\" | /mode",
                "idleTimeout | \"PT0S\" | /idleTimeout",
                "idleTimeout | 5 | /idleTimeout",
                "description | 5 | /description",
                "dryRun | \"yes\" | /dryRun",
                "dryrun | true | /dryrun"
            })
    void shouldNameThePlaceWhenAFieldIsWrong(String name, String value, String pointer) {
        JsonObject body = new JsonObject(LEAST);
        body.mergeIn(new JsonObject("{\"" + name + "\":" + value + "}"));

        assertThatThrownBy(() -> requests.read(body))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                                refused.refusal().faults())
                        .extracting(Fault::pointer)
                        .contains(pointer));
    }

    @Test
    void shouldNameAllFaultsAtOnceWhenThereAreMany() {
        JsonObject body = new JsonObject("{\"topics\":[],\"targets\":[],\"mode\":1,\"x\":1}");

        assertThatThrownBy(() -> requests.read(body))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                                refused.refusal().faults())
                        .extracting(Fault::pointer)
                        .containsExactlyInAnyOrder("/topics", "/from", "/targets", "/mode", "/x"));
    }

    @Test
    void shouldNeedNoTargetsWhenItIsADryRun() {
        String body = "{\"topics\":[\"orders\"],\"from\":\"earliest\",\"dryRun\":true}";

        assertThat(requests.read(new JsonObject(body)).request().targets()).isEmpty();
    }
}
