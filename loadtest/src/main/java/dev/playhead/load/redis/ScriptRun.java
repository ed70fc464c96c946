package dev.playhead.load.redis;

import dev.playhead.load.wire.Crew;
import dev.playhead.load.wire.OpenLoop;
import dev.playhead.load.wire.Percentiles;
import dev.playhead.load.wire.Rate;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Confirms at a fixed rate without a node, over plain sockets that take turns: one thread writes calls when they are due,
 * one a connection reads answers.
 */
public final class ScriptRun {
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final int READ_BYTES = 64 << 10;
    private static final int SUM_LENGTH = 40;

    private final List<SocketChannel> channels = new ArrayList<>();
    private final int perCall;
    private final long warmUpCalls;
    private final AtomicLongArray sentNanos;

    private ScriptRun(int perCall, Rate rate) {
        this.perCall = perCall;
        this.warmUpCalls = rate.warmUpEvents() / perCall;
        this.sentNanos = new AtomicLongArray(Math.toIntExact(rate.events() / perCall));
    }

    /**
     * From the writing of a call to its answer.
     *
     * @param jar the node's, which has the script
     * @param rate of identities
     */
    public static Percentiles run(
            InetSocketAddress redis, Path jar, String group, int connections, int perCall, Rate rate)
            throws IOException, InterruptedException {
        ConfirmScript script = ConfirmScript.of(jar, group);
        ScriptRun run = new ScriptRun(perCall, rate);
        try {
            for (int number = 0; number < connections; number++) {
                SocketChannel channel = SocketChannel.open(redis);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                run.channels.add(channel);
            }
            return run.measure(script, rate);
        } finally {
            for (SocketChannel channel : run.channels) {
                channel.close();
            }
        }
    }

    private Percentiles measure(ConfirmScript script, Rate rate) throws IOException, InterruptedException {
        SocketChannel first = channels.get(0);
        ask(first, script.lease());
        String sum = ask(first, script.load());
        List<Percentiles> all = new ArrayList<>();
        List<Callable<Void>> tasks = new ArrayList<>();
        List<ConfirmLog> logs = new ArrayList<>();
        for (int number = 0; number < channels.size(); number++) {
            ConfirmLog log = script.log(sum.substring(sum.length() - SUM_LENGTH), number);
            log.began(ask(channels.get(number), log.begin()));
            logs.add(log);
        }
        tasks.add(() -> write(logs, rate));
        for (int number = 0; number < channels.size(); number++) {
            int from = number;
            Percentiles percentiles = new Percentiles();
            all.add(percentiles);
            tasks.add(() -> read(from, percentiles));
        }
        Crew.run(rate.duration().plus(GRACE), tasks);
        ask(first, script.release());
        Percentiles together = new Percentiles();
        all.forEach(together::add);
        return together;
    }

    private Void write(List<ConfirmLog> logs, Rate rate) throws Exception {
        OpenLoop.soon(rate.eventsPerSecond() / perCall, sentNanos.length()).run((from, to) -> {
            for (long number = from; number < to; number++) {
                int which = (int) (number % channels.size());
                ByteBuffer call = ByteBuffer.wrap(logs.get(which).add(perCall));
                sentNanos.set((int) number, System.nanoTime());
                write(channels.get(which), call);
            }
        });
        return null;
    }

    /** Answers come in order; each must be that it was added. */
    private Void read(int from, Percentiles percentiles) throws IOException {
        SocketChannel channel = channels.get(from);
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        int matched = 0;
        byte[] expected = ConfirmLog.answer(1);
        for (int call = from; call < sentNanos.length(); ) {
            if (channel.read(buffer.clear()) < 0) {
                throw new EOFException("Redis has closed the connection");
            }
            long now = System.nanoTime();
            for (buffer.flip(); buffer.hasRemaining(); ) {
                if (buffer.get() != expected[matched++]) {
                    throw new IOException("Redis answers " + text(buffer));
                }
                if (matched == expected.length) {
                    matched = 0;
                    if (call >= warmUpCalls) {
                        percentiles.record(now - sentNanos.get(call), perCall);
                    }
                    call += channels.size();
                    expected = ConfirmLog.answer(call / channels.size() + 1);
                }
            }
        }
        return null;
    }

    /** Sends a command and reads its short answer, without the line's end. */
    private static String ask(SocketChannel channel, byte[] command) throws IOException {
        write(channel, ByteBuffer.wrap(command));
        ByteBuffer answer = ByteBuffer.allocate(READ_BYTES);
        while (answer.position() == 0 || isCutOff(text(answer))) {
            if (channel.read(answer) < 0) {
                throw new EOFException("Redis has closed the connection");
            }
        }
        String text = text(answer);
        if (text.startsWith("-")) {
            throw new IOException("Redis answers " + text);
        }
        return text.strip();
    }

    /** How many items there are comes in a line of its own, and so does a text's length. */
    private static boolean isCutOff(String answer) {
        String[] lines = answer.split("\r\n", -1);
        if (lines.length < 2) {
            return true;
        }
        boolean isMany = answer.startsWith("*");
        int items = isMany ? Integer.parseInt(lines[0], 1, lines[0].length(), 10) : 1;
        int line = isMany ? 1 : 0;
        for (; items > 0 && line < lines.length; items--) {
            line += lines[line].startsWith("$") ? 2 : 1;
        }
        return items > 0 || line >= lines.length;
    }

    private static String text(ByteBuffer bytes) {
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
