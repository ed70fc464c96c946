package dev.playhead.redis.window;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.ingest.DuplicateWindow;
import dev.playhead.ingest.Incarnation;
import dev.playhead.ingest.Mark;
import dev.playhead.ingest.WindowSettings;
import dev.playhead.log.Topic;
import dev.playhead.redis.Packed;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.Script;
import dev.playhead.redis.Unpacked;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the duplicate window in Redis: two generations of a hash for each name of a topic, and a heartbeat of this node.
 * Each batch is one script call, and {@link Gathering} joins small batches. Any thread.
 *
 * <p>Keys: {@code ph:w:{topic}} and {@code ph:w:{topic}:<generation>} as {@code generations.lua} has them,
 * {@code ph:n:<node>} for the heartbeats of nodes. Measurements chose plain hashes in place of packed buckets: a
 * claim and its result took 3.8 us of Redis and 102 bytes an identity, packed ones 9.4 us and 35 bytes. {@link Pages}
 * hold the results in place of a field each: 2.7 us and 114 bytes.
 */
public final class RedisWindow implements DuplicateWindow {
    private static final int MARKS_A_CALL = 255;
    private static final int BEATS = 5;
    private static final int BEATS_IN_SILENCE = 4;

    private static final Script CLAIM = Script.of("generations", "marks", "claim");
    private static final Script SETTLE = Script.of("generations", "marks", "settle");
    private static final Script LOOK = Script.of("generations", "marks", "look");
    private static final Script REPLACE = Script.of("generations", "marks", "replace");

    private final Vertx vertx;
    private final RedisLink link;
    private final WindowSettings settings;
    private final Incarnation self;
    private final Function<Incarnation, Future<Boolean>> departed;
    private final long age;
    private final int size;
    private final long timeToLive;
    private final Gathering.All gathering;
    private final Pages pages = new Pages();

    /** Since when Redis has been up without a break, by {@link System#nanoTime()}; 0 while it is not. */
    private volatile long upSince;

    private long timer = -1;

    /**
     * @param departed returns whether the cluster has removed an incarnation, and its ports show the end of its process
     */
    public RedisWindow(
            Vertx vertx,
            RedisLink link,
            WindowSettings settings,
            Incarnation self,
            Function<Incarnation, Future<Boolean>> departed) {
        this.vertx = vertx;
        this.link = link;
        this.settings = settings;
        this.self = self;
        this.departed = departed;
        this.age = settings.duration().toMillis();
        this.size = settings.maxIds() / 2;
        this.timeToLive = 2 * age + 10_000;
        this.gathering = new Gathering.All(this::claimNow, settings.maxBatch());
    }

    /** Begins to show that this incarnation lives, now and whenever Redis comes back. */
    public void start() {
        link.onChange(state -> {
            if (!state.up()) {
                upSince = 0;
                pages.closeAll();
            } else if (upSince == 0) {
                upSince = System.nanoTime() | 1;
                beat();
            }
        });
        long interval = Math.min(
                settings.heartbeat().toMillis() / BEATS, settings.silence().toMillis() / BEATS_IN_SILENCE);
        timer = vertx.setPeriodic(interval, tick -> beat());
    }

    /** Tells that this incarnation has ended; to be called when every end has been written. */
    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        return link.send(Request.cmd(Command.DEL, sign(self))).mapEmpty();
    }

    private void beat() {
        link.send(Request.cmd(
                Command.SET,
                sign(self),
                self.start(),
                "PX",
                settings.heartbeat().toMillis()));
    }

    /** Reads the state of an incarnation: the age of its heartbeat is the silence of the node. */
    @Override
    public Future<Life> life(Incarnation incarnation) {
        Future<@Nullable Response> start = link.send(Request.cmd(Command.GET, sign(incarnation)));
        Future<Response> left = link.ask(Request.cmd(Command.PTTL, sign(incarnation)));
        return Future.all(start, left).compose(both -> {
            Response shown = start.result();
            if (shown != null && shown.toInteger() != incarnation.start()) {
                return Future.succeededFuture(Life.ENDED);
            }
            // An outage of Redis may be longer than the life of a heartbeat, and the node may not have written the next
            // one
            long silent = shown == null
                    ? millisUp()
                    : settings.heartbeat().toMillis() - left.result().toLong();
            if (shown == null && silent >= settings.heartbeat().toMillis()) {
                return Future.succeededFuture(Life.ENDED);
            }
            return silent < settings.silence().toMillis()
                    ? Future.succeededFuture(Life.GOES_ON)
                    : departed.apply(incarnation).map(ended -> ended ? Life.ENDED_LATELY : Life.GOES_ON);
        });
    }

    private long millisUp() {
        long since = upSince;
        return since == 0 ? 0 : (System.nanoTime() - since) / 1_000_000;
    }

    private static String sign(Incarnation incarnation) {
        return "ph:n:" + Long.toHexString(incarnation.node());
    }

    @Override
    public Future<List<Mark>> claim(Topic topic, List<Entry> claims) {
        return gathering.ofThisThread().claim(topic, claims);
    }

    private Future<List<Mark>> claimNow(Topic topic, List<Entry> claims) {
        List<Future<List<Mark>>> answers = new ArrayList<>(1);
        for (int from = 0; from < claims.size(); ) {
            Claims batch = new Claims(claims, from, Math.min(settings.maxBatch(), claims.size() - from));
            answers.add(run(CLAIM, topic, batch.arguments()).map(answer -> Unpacked.marks(answer, batch.count)));
            from += batch.count;
        }
        return joined(answers);
    }

    /** Gathers as many claims as fit in one call. */
    private static final class Claims {
        private final Packed identities;
        private final Packed marks = new Packed(8);
        private final Map<Mark, Integer> places = new HashMap<>();
        private final byte[] which;
        private int count;

        Claims(List<Entry> claims, int from, int most) {
            identities = new Packed(most);
            which = new byte[most];
            Mark last = Mark.FREE;
            int place = 0;
            while (count < most) {
                Entry claim = claims.get(from + count);
                if (claim.mark() != last) {
                    last = claim.mark();
                    Integer known = places.get(last);
                    if (known == null && places.size() == MARKS_A_CALL) {
                        return;
                    }
                    place = known != null ? known : add(last);
                }
                identities.put(claim.identity());
                which[count++] = (byte) place;
            }
        }

        private int add(Mark mark) {
            marks.put(mark);
            int place = places.size() + 1;
            places.put(mark, place);
            return place;
        }

        List<Object> arguments() {
            return List.of(identities.toBytes(), marks.toBytes(), Arrays.copyOf(which, count));
        }
    }

    @Override
    public Future<List<Mark>> look(Topic topic, List<Identity> identities) {
        return joined(chunks(identities, chunk -> {
            Packed packed = new Packed(chunk.size());
            chunk.forEach(packed::put);
            return run(LOOK, topic, List.of(packed.toBytes())).map(answer -> Unpacked.marks(answer, chunk.size()));
        }));
    }

    @Override
    public int page(Partition partition, int claims) {
        return pages.of(partition, claims, System.nanoTime());
    }

    @Override
    public Future<Void> settle(Topic topic, List<End> ends) {
        return joined(chunks(ends, chunk -> run(SETTLE, topic, new AppendEnds(chunk, pages).arguments())
                        .map(answer -> List.<Mark>of())))
                .mapEmpty();
    }

    @Override
    public Future<List<Boolean>> replace(Topic topic, List<Change> changes) {
        return joined(chunks(changes, chunk -> {
            Packed packed = new Packed(3 * chunk.size());
            for (Change change : chunk) {
                packed.put(change.identity()).put(change.expected()).put(change.next());
            }
            return run(REPLACE, topic, List.of(packed.toBytes())).map(RedisWindow::digits);
        }));
    }

    private static List<Boolean> digits(byte[] answer) {
        List<Boolean> made = new ArrayList<>(answer.length);
        for (byte digit : answer) {
            made.add(digit == '1');
        }
        return made;
    }

    private <T, R> List<Future<List<R>>> chunks(List<T> all, Function<List<T>, Future<List<R>>> call) {
        int most = settings.maxBatch();
        List<Future<List<R>>> answers = new ArrayList<>(1);
        for (int from = 0; from < all.size(); from += most) {
            answers.add(call.apply(all.subList(from, Math.min(from + most, all.size()))));
        }
        return answers;
    }

    private static <R> Future<List<R>> joined(List<Future<List<R>>> answers) {
        if (answers.size() == 1) {
            return answers.get(0);
        }
        return Future.all(answers).map(done -> {
            List<R> all = new ArrayList<>();
            answers.forEach(answer -> all.addAll(answer.result()));
            return all;
        });
    }

    private Future<byte[]> run(Script script, Topic topic, List<Object> arguments) {
        List<Object> all = new ArrayList<>(3 + arguments.size());
        all.add(age);
        all.add(size);
        all.add(timeToLive);
        all.addAll(arguments);
        return link.ask(script, List.of("ph:w:{" + topic.name() + "}"), all).map(Response::toBytes);
    }
}
