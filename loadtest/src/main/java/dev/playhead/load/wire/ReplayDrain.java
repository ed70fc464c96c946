package dev.playhead.load.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/** Drains a topic from its earliest event to now over one WebSocket; all of it on the calling thread. */
public final class ReplayDrain {
    private static final long CREDIT = 400_000;

    private ReplayDrain() {}

    /** The time runs from the handshake to the frame that says the stream is completed. */
    public static Outcome run(InetSocketAddress address, String topic) throws IOException {
        long start = System.nanoTime();
        try (Subscription stream = Subscription.counting(address, topic, "from=earliest&to=now", CREDIT)) {
            AtomicBoolean completed = new AtomicBoolean();
            stream.read(Long.MAX_VALUE, (bytes, at) -> {}, frame -> {
                completed.set(frame.startsWith("{\"op\":\"completed\""));
                return !completed.get();
            });
            if (!completed.get()) {
                throw new IOException("the stream ended without completing, after " + stream.delivered() + " events");
            }
            return new Outcome(stream.delivered(), 0, System.nanoTime() - start);
        }
    }
}
