package dev.playhead.load.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Delivers each event of a live topic to many subscribers: they all follow it before the first is sent, over pipelined
 * TCP lines as fast as the node takes them, and two threads read for them all.
 */
public final class FanOut {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int READERS = 2;
    private static final long CREDIT = 200_000;

    private FanOut() {}

    /** The outcome counts deliveries; the time runs from the first event sent to the last delivery. */
    public static Outcome run(
            InetSocketAddress tcp,
            InetSocketAddress http,
            String topic,
            int subscribers,
            List<EventSheet> sheets,
            long events)
            throws IOException, InterruptedException {
        List<Reader> readers = new ArrayList<>();
        try {
            CountDownLatch subscribed = new CountDownLatch(subscribers);
            for (int number = 0; number < Math.min(READERS, subscribers); number++) {
                readers.add(new Reader(events, subscribed));
            }
            for (int number = 0; number < subscribers; number++) {
                readers.get(number % readers.size()).follow(http, topic);
            }
            List<Callable<Void>> tasks = new ArrayList<>(readers);
            long[] start = {0};
            tasks.add(() -> {
                if (!subscribed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    throw new IOException(subscribed.getCount() + " were not subscribed after " + LIMIT);
                }
                start[0] = System.nanoTime();
                TcpAppend.run(tcp, topic, false, sheets, events).expecting(events);
                return null;
            });
            Crew.run(LIMIT, tasks);
            long nanos = System.nanoTime() - start[0];
            return new Outcome(readers.stream().mapToLong(Reader::delivered).sum(), 0, nanos);
        } finally {
            for (Reader reader : readers) {
                reader.close();
            }
        }
    }

    /** Reads for its subscribers until each has had all events; used by one thread at a time. */
    private static final class Reader implements Callable<Void>, AutoCloseable {
        private final Selector selector = Selector.open();
        private final ByteBuffer buffer = ByteBuffer.allocate(WebSocket.READ_BYTES);
        private final List<Subscription> subscriptions = new ArrayList<>();
        private final long events;
        private final CountDownLatch subscribed;

        Reader(long events, CountDownLatch subscribed) throws IOException {
            this.events = events;
            this.subscribed = subscribed;
        }

        void follow(InetSocketAddress http, String topic) throws IOException {
            Subscription subscription = Subscription.counting(http, topic, "from=latest", CREDIT);
            subscriptions.add(subscription);
            subscription.register(selector);
        }

        @Override
        public Void call() throws IOException {
            int open = subscriptions.size();
            while (open > 0) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    Subscription subscription = (Subscription) key.attachment();
                    if (!subscription.poll(buffer, events, this::other)) {
                        key.cancel();
                        new Outcome(subscription.delivered(), 0, 1).expecting(events);
                        open--;
                    }
                }
                selector.selectedKeys().clear();
                if (Thread.interrupted()) {
                    throw new IOException("interrupted with " + open + " subscribers unserved");
                }
            }
            return null;
        }

        private boolean other(String frame) {
            if (frame.startsWith("{\"op\":\"subscribed\"")) {
                subscribed.countDown();
            }
            return true;
        }

        long delivered() {
            return subscriptions.stream().mapToLong(Subscription::delivered).sum();
        }

        @Override
        public void close() throws IOException {
            for (Subscription subscription : subscriptions) {
                subscription.close();
            }
            selector.close();
        }
    }
}
