package dev.playhead.load.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;

/** Appends by pipelined TCP lines: on every connection one thread writes and one counts receipts. */
public final class TcpAppend {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private TcpAppend() {}

    /**
     * Sends so many events, divided among as many connections as there are sheets (of {@link Layout#lines()}), each a
     * whole number of sheets; the time runs from the first byte after the greetings to the last receipt.
     */
    public static Outcome run(
            InetSocketAddress address, String topic, boolean window, List<EventSheet> sheets, long events)
            throws IOException, InterruptedException {
        long rounds = Math.max(1, events / EventSheet.EVENTS / sheets.size());
        LongAdder stored = new LongAdder();
        LongAdder refused = new LongAdder();
        List<TcpLine> lines = new ArrayList<>();
        List<Callable<Void>> tasks = new ArrayList<>();
        try {
            for (EventSheet sheet : sheets) {
                TcpLine line = TcpLine.open(address, topic, window);
                lines.add(line);
                tasks.add(() -> write(line, sheet, rounds));
                tasks.add(() -> read(line, rounds * EventSheet.EVENTS, stored, refused));
            }
            long start = System.nanoTime();
            Crew.run(LIMIT, tasks);
            return new Outcome(stored.sum(), refused.sum(), System.nanoTime() - start);
        } finally {
            for (TcpLine line : lines) {
                line.close();
            }
        }
    }

    private static Void write(TcpLine line, EventSheet sheet, long rounds) throws IOException {
        for (long round = 0; round < rounds; round++) {
            line.write(sheet.group(round));
        }
        return null;
    }

    private static Void read(TcpLine line, long answers, LongAdder stored, LongAdder refused) throws IOException {
        ReceiptCount count = line.read(answers, ignored -> {});
        stored.add(count.receipts());
        refused.add(count.problems());
        return null;
    }
}
