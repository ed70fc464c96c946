package dev.playhead.load;

import dev.playhead.load.Row.Target;
import dev.playhead.load.wire.EventSheet;
import dev.playhead.load.wire.FanOut;
import dev.playhead.load.wire.Layout;
import java.util.List;
import java.util.stream.IntStream;

/** The rows of one topic's events going to 1, 10, 100 and 1,000 live subscribers: deliveries in sum. */
final class FanOutRows {
    private static final long DELIVERIES = 4_000_000;
    private static final long MOST_EVENTS = 1_000_000;

    private FanOutRows() {}

    static List<Row> all() {
        return IntStream.of(1, 10, 100, 1000).mapToObj(FanOutRows::row).toList();
    }

    private static Row row(int subscribers) {
        return Row.of(
                (subscribers == 100 ? "" : Rows.GROWTH) + "fan-out-" + subscribers,
                "deliveries to " + subscribers + " live subscribers in sum, appended by TCP meanwhile",
                ReferenceRows.CONSUME,
                subscribers == 100 ? List.of(new Target(Sample.RATE, 1.0, true)) : List.of(),
                (stand, topic, eventBytes) -> {
                    stand.node().createTopic(topic, stand.options().partitions());
                    long events = events(stand, subscribers);
                    List<EventSheet> sheets = stand.sheets(1, eventBytes, Layout.lines());
                    return stand.throughput(() -> FanOut.run(
                                    stand.node().tcp(), stand.node().http(), topic, subscribers, sheets, events)
                            .expecting(events * subscribers));
                });
    }

    /** About as many deliveries for every row, in whole sheets. */
    private static long events(Stand stand, int subscribers) {
        long wanted = stand.options().scaled(Math.min(MOST_EVENTS, DELIVERIES / subscribers));
        return Math.max(1, wanted / EventSheet.EVENTS) * EventSheet.EVENTS;
    }
}
