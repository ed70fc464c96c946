package dev.playhead.load.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Sends at a fixed rate over one TCP connection while a live subscriber takes it back over one WebSocket: one thread
 * writes, one reads receipts, one reads deliveries.
 */
public final class LiveRun {
    private static final long CREDIT = 1_000_000;
    private static final Duration GRACE = Duration.ofSeconds(30);

    private LiveRun() {}

    /** The sheet has {@link Layout#singleLines()} and its run is new to the topic, which is there. */
    public static Latencies run(
            InetSocketAddress tcp, InetSocketAddress http, String topic, boolean window, EventSheet sheet, Rate rate)
            throws IOException, InterruptedException {
        try (TcpLine line = TcpLine.open(tcp, topic, window);
                Subscription live = Subscription.following(http, topic, sheet.run(), CREDIT)) {
            live.read(Long.MAX_VALUE, (bytes, at) -> {}, frame -> !frame.startsWith("{\"op\":\"subscribed\""));
            OpenLoop schedule = OpenLoop.soon(rate.eventsPerSecond(), rate.events());
            Latencies latencies = new Latencies(schedule, rate.warmUpEvents());
            Crew.run(
                    rate.duration().plus(GRACE),
                    List.of(
                            () -> write(line, sheet, schedule),
                            () -> readReceipts(line, rate.events(), latencies),
                            () -> readDeliveries(live, rate.events(), latencies)));
            return latencies;
        }
    }

    static Void write(TcpLine line, EventSheet sheet, OpenLoop schedule) throws Exception {
        schedule.run((from, to) -> {
            for (long at = from; at < to; ) {
                var bytes = sheet.groups(at, (int) (to - at));
                at += sheet.groupsIn(bytes);
                line.write(bytes);
            }
        });
        return null;
    }

    private static Void readReceipts(TcpLine line, long events, Latencies latencies) throws IOException {
        long[] told = {0};
        ReceiptCount count = line.read(events, answers -> {
            long now = System.nanoTime();
            while (told[0] < answers) {
                latencies.receipt(told[0]++, now);
            }
        });
        new Outcome(count.receipts(), count.problems(), 1).expecting(events);
        return null;
    }

    private static Void readDeliveries(Subscription live, long events, Latencies latencies) throws IOException {
        live.read(
                events,
                (bytes, at) -> latencies.delivery(EventSheet.parse(bytes, at), System.nanoTime()),
                frame -> true);
        new Outcome(live.delivered(), 0, 1).expecting(events);
        return null;
    }
}
