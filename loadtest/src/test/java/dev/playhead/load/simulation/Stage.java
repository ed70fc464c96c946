package dev.playhead.load.simulation;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.pause;

import dev.playhead.load.books.Books;
import dev.playhead.load.books.Extent;
import dev.playhead.load.books.Received;
import dev.playhead.load.feed.Feed;
import dev.playhead.load.feed.FileFeed;
import dev.playhead.load.feed.OrderFeed;
import io.gatling.javaapi.core.ChainBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Owns what the virtual users of one run share: the plan, the topic, the feed, the books, the consumers, and how far the run
 * is; any thread.
 */
final class Stage {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Plan plan;
    private final Site site;
    private final String run;
    private final String topic;
    private final Feed feed;
    private final Books books;
    private final Queue<Received> live = new ConcurrentLinkedQueue<>();
    private final List<Group> groups = new ArrayList<>();
    private final List<Replay> replays = new ArrayList<>();
    private final AtomicInteger expected = new AtomicInteger();
    private final AtomicInteger connected = new AtomicInteger();
    private volatile boolean topicMade;
    private volatile boolean over;
    private volatile boolean begun;
    private volatile long sendingSince;
    private volatile @Nullable Extent sent;

    Stage(String name, Plan plan, Site site) {
        this.plan = plan;
        this.site = site;
        this.run = newRun();
        this.topic = "load-" + name + "-" + run;
        this.feed = feed(plan);
        this.books = new Books(run, plan.number(Knob.EVENTS));
    }

    private static String newRun() {
        SplittableRandom random = new SplittableRandom();
        StringBuilder name = new StringBuilder();
        while (name.length() < 8) {
            name.append((char) ('a' + random.nextInt(26)));
        }
        return name.toString();
    }

    private static Feed feed(Plan plan) {
        String feed = plan.text(Knob.FEED);
        return feed.equals("orders") ? orders(plan) : file(Path.of(feed));
    }

    static Feed orders(Plan plan) {
        return new OrderFeed(plan.number(Knob.SEED), plan.number(Knob.BYTES));
    }

    static Feed file(Path file) {
        try {
            return FileFeed.of(file);
        } catch (IOException failed) {
            throw new UncheckedIOException("The feed " + file + " cannot be read", failed);
        }
    }

    Plan plan() {
        return plan;
    }

    Site site() {
        return site;
    }

    /** A name that no other run has, in all likelihood; ids, groups and the topic carry it. */
    String run() {
        return run;
    }

    String topic() {
        return topic;
    }

    Feed feed() {
        return feed;
    }

    Books books() {
        return books;
    }

    int partitions() {
        return plan.number(Knob.PARTITIONS);
    }

    /** So many connections are waited for before anything is sent. */
    void expect(int connections) {
        expected.addAndGet(connections);
    }

    void connected() {
        connected.incrementAndGet();
    }

    boolean everybodyIsThere() {
        return connected.get() >= expected.get();
    }

    String attendance() {
        return connected.get() + " of " + expected.get() + " consumers are connected";
    }

    void topicIsMade() {
        topicMade = true;
    }

    boolean hasTopic() {
        return topicMade;
    }

    void sendingBegins() {
        sendingSince = System.nanoTime();
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }

    long sinceSendingBegan(long nanos) {
        return nanos - sendingSince;
    }

    /** Nothing more is sent that counts: all that does stands before these ends. */
    void allIsSent(Extent extent) {
        sent = extent;
    }

    @Nullable
    Extent sent() {
        return sent;
    }

    /** The claims are said; whoever still waits goes home. */
    void end() {
        over = true;
    }

    boolean isOver() {
        return over;
    }

    /** Waits until the claims are said, so that of all populations only producers end while others are yet to begin. */
    ChainBuilder stayToTheEnd() {
        return exec(asLongAs(session -> !over).on(pause(LOOK)));
    }

    Queue<Received> live() {
        return live;
    }

    List<Group> groups() {
        return groups;
    }

    List<Replay> replays() {
        return replays;
    }

    /** Whether all consumers have got all that was sent. */
    boolean allIsDelivered() {
        Extent extent = sent;
        return extent != null
                && live.stream().allMatch(each -> each.reached(extent))
                && groups.stream().allMatch(each -> each.confirming().reached(extent))
                && replays.stream().allMatch(Replay::isCompleted);
    }
}
