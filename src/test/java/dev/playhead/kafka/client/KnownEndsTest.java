package dev.playhead.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.log.EventLog.End;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KnownEndsTest {
    private static final Partition FIRST = new Partition("orders", 0);
    private static final Partition SECOND = new Partition("orders", 1);

    private final KnownEnds ends = new KnownEnds();

    @Test
    void shouldKnowNothingWhenTheTopicOrThePartitionIsNew() {
        assertThat(ends.of(FIRST)).isEqualTo(End.UNKNOWN);
        ends.learn("orders", List.of(new End(7, 2)));
        ends.acknowledged(SECOND, 9);
        ends.observe(SECOND, new End(9, 2));

        assertThat(ends.of(SECOND)).isEqualTo(End.UNKNOWN);
        ends.forget("orders");
        assertThat(ends.of(FIRST)).isEqualTo(End.UNKNOWN);
    }

    /** A leader of the same epoch never cuts its log off; the answer of an older one is late. */
    @ParameterizedTest
    @CsvSource({
        "150, 3, 150, 3",
        "151, 3, 151, 3",
        "100, 3, 150, 3",
        "100, 2, 150, 3",
        "200, 2, 150, 3",
        "100, 4, 100, 4",
        "0, 4, 0, 4",
        "170, 9, 170, 9",
        "100, -1, 150, 3"
    })
    void shouldFallWhenALeaderOfAGreaterEpochEndsBelow(long end, int epoch, long known, int knownEpoch) {
        ends.learn("orders", List.of(new End(150, 3), new End(150, 3)));

        ends.observe(SECOND, new End(end, epoch));

        assertThat(ends.of(SECOND)).isEqualTo(new End(known, knownEpoch));
        assertThat(ends.of(FIRST)).isEqualTo(new End(150, 3));
    }

    @ParameterizedTest
    @CsvSource({"151, 151", "9000, 9000", "101, 101", "1, 1"})
    void shouldGoWithTheLastAcknowledgementWhenItIsAboveOrBelow(long acknowledged, long known) {
        ends.learn("orders", List.of(new End(150, 3)));

        ends.acknowledged(FIRST, acknowledged);

        assertThat(ends.of(FIRST)).as("its epoch is that of the last look").isEqualTo(new End(known, 3));
    }
}
