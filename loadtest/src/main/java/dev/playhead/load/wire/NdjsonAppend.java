package dev.playhead.load.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Appends by one long chunked POST a connection, a thousand lines a chunk; one blocking thread each. */
public final class NdjsonAppend {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int MAX_ANSWER = 1 << 20;
    private static final Pattern BETWEEN_CHUNKS = Pattern.compile("\r\n[0-9a-fA-F]+\r\n");
    private static final Pattern SUMMARY =
            Pattern.compile("\\{\"stored\":(\\d+),\"duplicate\":(\\d+),\"refused\":(\\d+)");

    private NdjsonAppend() {}

    /**
     * Sends so many events, divided among as many connections as there are sheets (of {@link Layout#chunk}); the time
     * runs from the first request's head to the last summary.
     */
    public static Outcome run(Request request, List<EventSheet> sheets, long events)
            throws IOException, InterruptedException {
        long rounds = Math.max(1, events / EventSheet.EVENTS / sheets.size());
        LongAdder stored = new LongAdder();
        LongAdder refused = new LongAdder();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (EventSheet sheet : sheets) {
            tasks.add(() -> post(request, sheet, rounds, stored, refused));
        }
        long start = System.nanoTime();
        Crew.run(LIMIT, tasks);
        return new Outcome(stored.sum(), refused.sum(), System.nanoTime() - start);
    }

    private static Void post(Request request, EventSheet sheet, long rounds, LongAdder stored, LongAdder refused)
            throws IOException {
        try (SocketChannel channel = SocketChannel.open(request.address())) {
            write(channel, ByteBuffer.wrap(request.chunkedHead()));
            for (long round = 0; round < rounds; round++) {
                write(channel, sheet.group(round));
            }
            write(channel, ByteBuffer.wrap(Request.ascii("0\r\n\r\n")));
            String answer = readAll(channel);
            Matcher summary = SUMMARY.matcher(answer);
            if (!summary.find()) {
                throw new IOException("no summary in the answer: " + answer);
            }
            stored.add(Long.parseLong(summary.group(1)));
            refused.add(Long.parseLong(summary.group(2)) + Long.parseLong(summary.group(3)));
            return null;
        }
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String readAll(SocketChannel channel) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(MAX_ANSWER);
        while (answer.hasRemaining() && channel.read(answer) >= 0) {
            // until the node closes, as it was asked to
        }
        String text = new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
        return BETWEEN_CHUNKS.matcher(text).replaceAll("");
    }
}
