package dev.playhead.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.playhead.delivery.request.Start;
import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.event.RefusedException;
import dev.playhead.filter.FilterCodec;
import dev.playhead.filter.FilterLimits;
import dev.playhead.testing.Defaults;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GroupSpecsTest {
    private final GroupSpecs specs = new GroupSpecs(
            Defaults.of(GroupSettings.class), new FilterCodec(Defaults.of(FilterLimits.class), () -> {}));

    @Test
    void shouldBeAsTheSettingsSayWhenOnlyTopicsAreGiven() {
        GroupSpec spec = specs.read(new JsonObject("{\"topics\":[\"b\",\"a\"]}"));

        assertThat(spec)
                .isEqualTo(GroupSpec.of(List.of("a", "b"), "[]", "\"latest\"", Defaults.of(GroupSettings.class)));
        assertThat(specs.from(spec)).isEqualTo(new Start.Latest());
    }

    @Test
    void shouldBeTheSameWhenWrittenAndReadAgain() {
        GroupSpec spec = specs.read(new JsonObject("""
                {"topics":["a"],"filter":[{"exact":{"type":"t","source":"/s"}}],"from":{"time":"2026-11-20T10:00:00Z"},
                 "deadline":"PT5S","retry":2,"backoffPolicy":"linear","backoffDelay":"PT0.2S","maxInFlight":7,
                 "maxAhead":70,"onParked":"block"}"""));

        assertThat(specs.read(specs.write(spec))).isEqualTo(spec);
        assertThat(spec.handling().deadline()).isEqualTo(Duration.ofSeconds(5));
        assertThat(spec.handling().onParked()).isEqualTo(GroupSpec.OnParked.BLOCK);
        assertThat(specs.from(spec)).isInstanceOf(Start.AtTime.class);
        assertThat(specs.filter(spec).matches(name -> name.equals("type") ? "t" : "/s"))
                .isTrue();
    }

    @Test
    void shouldBeTheSameWhenTheMembersOfAFilterStandInAnotherOrder() {
        assertThat(specs.asked(
                        new JsonObject("{\"topics\":[\"a\"],\"filter\":[{\"exact\":{\"b\":\"1\",\"a\":\"2\"}}]}"),
                        null))
                .isEqualTo(specs.asked(
                        new JsonObject("{\"topics\":[\"a\"],\"filter\":[{\"exact\":{\"a\":\"2\",\"b\":\"1\"}}]}"),
                        null));
    }

    @Test
    void shouldNameEveryFaultWhenThereAreSeveral() {
        Refusal refusal = refused("""
                {"topics":["a","a"],"retry":-1,"deadline":"30 seconds","onParked":"stop","maxAhead":0,"backoff":1,"from":"now"}""");

        assertThat(refusal.problem()).isEqualTo(Problem.INVALID_REQUEST);
        assertThat(refusal.faults())
                .extracting(Fault::pointer)
                .containsExactlyInAnyOrder(
                        "/topics/1", "/retry", "/deadline", "/onParked", "/maxAhead", "/backoff", "/from");
    }

    @Test
    void shouldPointIntoTheFilterWhenThatIsNotUnderstood() {
        Refusal refusal = refused("{\"topics\":[\"a\"],\"filter\":[{\"like\":{}}]}");

        assertThat(refusal.problem()).isEqualTo(Problem.INVALID_FILTER);
        assertThat(refusal.faults()).extracting(Fault::pointer).containsExactly("/filter/0/like");
    }

    @Test
    void shouldTellWhatDiffersWhenTwoSpecsDo() {
        GroupSpec one = specs.read(new JsonObject("{\"topics\":[\"a\"]}"));
        GroupSpec other = specs.read(new JsonObject("{\"topics\":[\"a\"],\"from\":\"earliest\",\"retry\":1}"));

        assertThat(one.differences(other)).containsExactly(new GroupSpec.Difference("retry", "5", "1"));
    }

    private Refusal refused(String json) {
        RefusedException refused = catchThrowableOfType(RefusedException.class, () -> specs.read(new JsonObject(json)));
        return refused.refusal();
    }
}
