package dev.playhead.redis.confirmations;

import static dev.playhead.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.group.Lease;
import dev.playhead.redis.GroupKeys;
import dev.playhead.redis.IdentityBytes;
import dev.playhead.redis.RedisLeases;
import dev.playhead.redis.RedisLink;
import dev.playhead.redis.RedisSettings;
import dev.playhead.testing.RealRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the twin of the scripts, on which the model stands, to the scripts in Redis: the same random calls have the same
 * answers, and leave the same keys behind. Time passes by the hour, in that all that Redis has becomes older.
 */
final class LogStoreTwinIT {
    private static final int SEEDS = 15;
    private static final int STEPS = 120;
    private static final long HOUR = Duration.ofHours(1).toMillis();

    /** No limit is within so much of a full hour, so that the time that the test takes decides nothing. */
    private static final long APART = Duration.ofMinutes(10).toMillis();

    @TempDir
    Path directory;

    private final Set<String> seen = new HashSet<>();
    private final Vertx vertx = Vertx.vertx();
    private RealRedis redis;
    private RedisLink link;

    @BeforeEach
    void start() throws Exception {
        redis = new RealRedis(directory);
        link = new RedisLink(
                vertx,
                redis.url(),
                new RedisSettings(Optional.empty(), Duration.ofSeconds(20), 1024, Duration.ofSeconds(1)));
        AtomicBoolean up = new AtomicBoolean();
        link.onChange(state -> up.set(state.up()));
        link.open();
        eventually("Redis is up", up::get);
    }

    @AfterEach
    void stop() throws Exception {
        link.close().await(20, TimeUnit.SECONDS);
        vertx.close().await(20, TimeUnit.SECONDS);
        redis.close();
    }

    @Test
    void shouldAnswerAsTheScriptsDoWhenCallsAreRandom() {
        for (int seed = 0; seed < SEEDS; seed++) {
            new Pair(seed).run();
        }

        assertThat(seen).containsExactlyInAnyOrder("Done", "More", "Next", "Begin", "refused");
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no end within 20 s", e);
        }
    }

    /** Redis and the twin, of one log; what its generations are called differs. */
    private final class Pair {
        private final long seed;
        private final SplittableRandom random;
        private final LogStore real = new RedisLogStore(link);
        private final List<String> keys;
        private final Map<String, String> realNames =
                new TreeMap<>(Map.of(LogStore.Position.NONE, LogStore.Position.NONE));
        private final List<LogStore.Position> positions = new ArrayList<>();
        private final long[] epochs = {1, 1, 1};

        private long now = 1_795_000_000_000L;
        private final MemoryLogStore twin = new MemoryLogStore(() -> now);

        Pair(long seed) {
            this.seed = seed;
            random = new SplittableRandom(seed);
            keys = List.of("{" + seed + "}:log", "{" + seed + "}:leases");
            positions.add(new LogStore.Position(LogStore.Position.NONE, 0, new byte[] {'-'}));
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                String where = "seed " + seed + " step " + step;
                switch (random.nextInt(40)) {
                    case 0 -> wipe();
                    case 1 -> drop();
                    case 2, 3, 4 -> pass(HOUR * (1 + random.nextInt(4)));
                    case 5, 6, 7 -> changeEpoch();
                    case 8, 9 -> full(!twin.full);
                    default -> ask(where);
                }
                assertThat(real()).as(where).isEqualTo(twin());
            }
            full(false);
        }

        private void ask(String where) {
            LogStore.Position position = random.nextInt(3) > 0
                    ? positions.get(positions.size() - 1)
                    : positions.get(random.nextInt(positions.size()));
            LogStore.Question question = new LogStore.Question(
                    keys, bounds(), position, random.nextInt(3) > 0, entry(random.nextInt(4)), leases());
            Future<LogAnswer> expected = twin.ask(question);
            Future<LogAnswer> answered = real.ask(new LogStore.Question(
                    keys,
                    question.bounds(),
                    new LogStore.Position(realNames.get(position.generation()), position.entries(), position.mark()),
                    question.adds(),
                    question.entry(),
                    question.leases()));
            if (expected.failed()) {
                boolean refused = get(answered.map(false).otherwise(true));
                assertThat(refused).as(where).isTrue();
                seen.add("refused");
                return;
            }
            LogAnswer answer = get(answered);
            seen.add(answer.getClass().getSimpleName());
            learn(expected.result(), answer);
            assertThat(text(answer, false)).as(where).isEqualTo(text(expected.result(), true));
            positions.add(next(question, expected.result()));
        }

        /** The ages are between hours, so are their sums with each other and with the times to live. */
        private LogStore.Bounds bounds() {
            long age = HOUR * random.nextInt(1, 6) + 2 * APART;
            return new LogStore.Bounds(
                    age, 2 + random.nextInt(8), HOUR * random.nextInt(1, 10) + APART, 4, 1 + random.nextInt(300));
        }

        private byte[] entry(int identities) {
            IdentityBytes entry = new IdentityBytes(identities);
            for (int count = 0; count < identities; count++) {
                entry.put(new Identity(random.nextLong(), random.nextLong()));
            }
            return entry.entry(random.nextLong());
        }

        private List<Lease> leases() {
            List<Lease> leases = new ArrayList<>();
            for (int partition = 0; partition < epochs.length; partition++) {
                if (random.nextInt(3) == 0) {
                    leases.add(lease(partition, epochs[partition] - random.nextInt(2)));
                }
            }
            return leases;
        }

        private Lease lease(int partition, long epoch) {
            return new Lease("billing", new Partition("orders", partition), "member " + epoch % 3, epoch, 0);
        }

        private void changeEpoch() {
            int partition = random.nextInt(epochs.length);
            Lease lease = lease(partition, ++epochs[partition]);
            twin.lease(keys.get(1), lease);
            full(false);
            get(link.send(Request.cmd(
                    Command.HSET, keys.get(1), GroupKeys.field(lease.partition()), RedisLeases.text(lease))));
        }

        private void learn(LogAnswer expected, LogAnswer answer) {
            if (expected instanceof LogAnswer.Next next && answer instanceof LogAnswer.Next same) {
                realNames.put(next.generation(), same.generation());
            } else if (expected instanceof LogAnswer.Begin begin && answer instanceof LogAnswer.Begin same) {
                realNames.put(begin.generation(), same.generation());
            }
        }

        /** Where a copy is after that; sometimes one with a mark that no entry has. */
        private LogStore.Position next(LogStore.Question question, LogAnswer answer) {
            LogStore.Position before = question.position();
            LogStore.Position after = before;
            if (answer instanceof LogAnswer.Done done) {
                boolean added = question.adds() && question.entry().length > 0;
                byte[] mark = added
                        ? IdentityBytes.mark(question.entry())
                        : done.mark().length > 0 ? done.mark() : before.mark();
                after = new LogStore.Position(before.generation(), done.entries(), mark);
            } else if (answer instanceof LogAnswer.More more) {
                after = new LogStore.Position(before.generation(), more.entries(), more.mark());
            } else if (answer instanceof LogAnswer.Next next) {
                after = new LogStore.Position(
                        next.generation(), 0, next.mark().length > 0 ? next.mark() : before.mark());
            } else if (answer instanceof LogAnswer.Begin begin) {
                after = new LogStore.Position(begin.generation(), 0, new byte[] {'-'});
            }
            return random.nextInt(30) > 0
                    ? after
                    : new LogStore.Position(
                            after.generation(), after.entries(), "no-entry".getBytes(StandardCharsets.UTF_8));
        }

        private String text(LogAnswer answer, boolean rename) {
            HexFormat hex = HexFormat.of();
            if (answer instanceof LogAnswer.Done done) {
                return "done " + done.entries() + " " + hex.formatHex(done.others()) + " " + hex.formatHex(done.mark())
                        + " " + done.lost();
            } else if (answer instanceof LogAnswer.More more) {
                return "more " + more.entries() + " " + hex.formatHex(more.others()) + " " + hex.formatHex(more.mark());
            } else if (answer instanceof LogAnswer.Next next) {
                return "next " + name(next.generation(), rename) + " " + hex.formatHex(next.others()) + " "
                        + hex.formatHex(next.mark());
            }
            LogAnswer.Begin begin = (LogAnswer.Begin) answer;
            return "begin " + name(begin.generation(), rename) + " " + begin.identities();
        }

        private String name(String generation, boolean rename) {
            return rename ? realNames.getOrDefault(generation, "unknown " + generation) : generation;
        }

        private void drop() {
            get(twin.drop(keys));
            get(real.drop(keys));
        }

        private void wipe() {
            twin.wipe();
            realNames.values().forEach(name -> get(link.send(Request.cmd(Command.DEL, list(name)))));
            get(link.send(Request.cmd(Command.DEL, keys.get(0))));
        }

        /** Redis refuses what takes memory. */
        private void full(boolean full) {
            twin.full = full;
            get(link.send(Request.cmd(Command.CONFIG, "SET", "maxmemory", full ? "1" : "0")));
        }

        private String list(String realName) {
            return keys.get(0) + ":" + realName;
        }

        private void pass(long millis) {
            now += millis;
            boolean wasFull = twin.full;
            full(false);
            Response head = get(link.send(Request.cmd(Command.HMGET, keys.get(0), "current", "previous")));
            Map<String, String> older = new TreeMap<>();
            realNames.forEach((name, real) -> older.put(
                    name, real.equals(LogStore.Position.NONE) ? real : Long.toString(Long.parseLong(real) - millis)));
            // The oldest first, as its name is free by then
            realNames.values().stream().sorted().forEach(real -> {
                if (expire(list(real), millis)) {
                    String name = Long.toString(Long.parseLong(real) - millis);
                    get(link.send(Request.cmd(Command.RENAME, list(real), list(name))));
                }
            });
            if (expire(keys.get(0), millis)) {
                rename("current", head.get(0), millis);
                rename("previous", head.get(1), millis);
            }
            realNames.putAll(older);
            full(wasFull);
        }

        private void rename(String field, Response real, long millis) {
            if (real != null) {
                get(link.send(Request.cmd(Command.HSET, keys.get(0), field, Long.toString(real.toLong() - millis))));
            }
        }

        /** Returns whether it is still there. */
        private boolean expire(String key, long millis) {
            long left = get(link.send(Request.cmd(Command.PTTL, key))).toLong();
            if (left > 0) {
                get(link.send(Request.cmd(Command.PEXPIRE, key, Long.toString(left - millis))));
            }
            return left - millis > 0;
        }

        // ---- the keys that they have, as texts that are alike

        private Map<String, String> real() {
            Map<String, String> found = new TreeMap<>();
            Response head = get(link.send(Request.cmd(Command.HGETALL, keys.get(0))));
            for (String field : head.getKeys()) {
                byte[] value = head.get(field).toBytes();
                found.put(field, field.equals("last") ? HexFormat.of().formatHex(value) : new String(value));
            }
            ttl(found, "head", keys.get(0));
            for (String real : realNames.values()) {
                Response entries = get(link.send(Request.cmd(Command.LRANGE, list(real), "0", "-1")));
                if (entries.size() > 0) {
                    List<byte[]> all = new ArrayList<>();
                    entries.forEach(entry -> all.add(entry.toBytes()));
                    found.put(real, entries(all));
                    ttl(found, real, list(real));
                }
            }
            return found;
        }

        private void ttl(Map<String, String> found, String name, String key) {
            long left = get(link.send(Request.cmd(Command.PTTL, key))).toLong();
            if (left != -2) {
                found.put("ttl of " + name, rounded(left));
            }
        }

        private String rounded(long left) {
            return Math.round((double) left / APART) + " times ten minutes";
        }

        private Map<String, String> twin() {
            Map<String, String> found = new TreeMap<>();
            MemoryLogStore.Head head = twin.head(keys.get(0));
            if (head != null) {
                found.put("current", name(head.current, true));
                found.put("age", Long.toString(head.age));
                found.put("ids", Long.toString(head.ids));
                found.put("ttl of head", rounded(head.until - now));
                if (head.previous != null) {
                    found.put("previous", name(head.previous, true));
                    found.put("before", Long.toString(head.before));
                }
                if (head.last != null) {
                    found.put("last", HexFormat.of().formatHex(head.last));
                }
            }
            twin.generations(keys.get(0)).forEach((name, entries) -> {
                found.put(name(name, true), entries(entries.all));
                found.put("ttl of " + name(name, true), rounded(entries.until - now));
            });
            return found;
        }

        private String entries(List<byte[]> entries) {
            return entries.stream().map(HexFormat.of()::formatHex).toList().toString();
        }
    }
}
