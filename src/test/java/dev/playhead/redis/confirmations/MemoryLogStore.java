package dev.playhead.redis.confirmations;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.group.Lease;
import dev.playhead.redis.IdentityBytes;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs of confirmations in memory: twin of {@code confirmations.lua} and of {@code drop.lua}, line by line, with keys that
 * expire. Owned by one test.
 */
final class MemoryLogStore implements LogStore {
    private static final int MOST_PARTS = 2000;
    private static final int MOST_STEP = 100;
    private static final byte[] NO_ENTRY = {'-'};

    private final LongSupplier clock;
    private final Map<String, Head> heads = new TreeMap<>();
    private final Map<String, Entries> lists = new TreeMap<>();
    private final Map<String, Map<Partition, Lease>> leases = new HashMap<>();

    /** Whether the store has no memory for more: it takes no entry, but closes generations. */
    boolean full;

    /** A head as it stands in the store; absent fields are null. */
    static final class Head {
        @Nullable
        String current;

        @Nullable
        String previous;

        @Nullable
        Long before;

        byte @Nullable [] last;
        long ids;
        long age;
        long until;

        Head copy() {
            Head copy = new Head();
            copy.current = current;
            copy.previous = previous;
            copy.before = before;
            copy.last = last;
            copy.ids = ids;
            copy.age = age;
            copy.until = until;
            return copy;
        }
    }

    /** A generation's list of entries. */
    static final class Entries {
        final List<byte[]> all = new ArrayList<>();
        long until = Long.MAX_VALUE;

        Entries copy() {
            Entries copy = new Entries();
            copy.all.addAll(all);
            copy.until = until;
            return copy;
        }
    }

    /** @param clock epoch milliseconds */
    MemoryLogStore(LongSupplier clock) {
        this.clock = clock;
    }

    /** The store as it is now, for {@link #restore}. */
    MemoryLogStore copy() {
        MemoryLogStore copy = new MemoryLogStore(clock);
        copy.restore(this);
        return copy;
    }

    /** Becomes as that store was: a replica takes over that lacks the newest writes. Leases stay. */
    void restore(MemoryLogStore from) {
        heads.clear();
        lists.clear();
        from.heads.forEach((key, head) -> heads.put(key, head.copy()));
        from.lists.forEach((key, entries) -> lists.put(key, entries.copy()));
    }

    /** Loses all but the leases. */
    void wipe() {
        heads.clear();
        lists.clear();
    }

    void lease(String key, Lease lease) {
        leases.computeIfAbsent(key, absent -> new HashMap<>()).put(lease.partition(), lease);
    }

    boolean stands(String key, Lease lease) {
        Lease now = leases.getOrDefault(key, Map.of()).get(lease.partition());
        return now != null && now.epoch() == lease.epoch() && now.member().equals(lease.member());
    }

    @Nullable
    Head head(String key) {
        Head head = heads.get(key);
        if (head != null && clock.getAsLong() > head.until) {
            heads.remove(key);
            return null;
        }
        return head;
    }

    private @Nullable Entries list(String key) {
        Entries entries = lists.get(key);
        if (entries != null && clock.getAsLong() > entries.until) {
            lists.remove(key);
            return null;
        }
        return entries;
    }

    /** The lists of the log by their generations, those included that the head does not name. */
    Map<String, Entries> generations(String head) {
        Map<String, Entries> found = new TreeMap<>();
        for (String key : List.copyOf(lists.keySet())) {
            Entries entries = key.startsWith(head + ":") ? list(key) : null;
            if (entries != null) {
                found.put(key.substring(head.length() + 1), entries);
            }
        }
        return found;
    }

    /** The identities of the generations that the head names. */
    Set<Identity> remembered(String key) {
        Set<Identity> all = new HashSet<>();
        Head head = head(key);
        if (head != null) {
            for (String generation : Arrays.asList(head.previous, head.current)) {
                entries(key, generation).forEach(entry -> all.addAll(identities(entry)));
            }
        }
        return all;
    }

    /** The identities of an entry; none of an empty one. */
    static List<Identity> identities(byte[] entry) {
        List<Identity> identities = new ArrayList<>();
        for (int at = 0; at + Identity.LENGTH <= entry.length; at += Identity.LENGTH) {
            identities.add(new Identity(IdentityBytes.high(entry, at), IdentityBytes.low(entry, at)));
        }
        return identities;
    }

    private List<byte[]> entries(String head, @Nullable String generation) {
        Entries entries = list(head + ":" + generation);
        return entries == null ? List.of() : entries.all;
    }

    @Override
    public Future<Void> drop(List<String> keys) {
        String key = keys.get(0);
        Head head = head(key);
        if (head != null) {
            lists.remove(key + ":" + head.current);
            lists.remove(key + ":" + head.previous);
            heads.remove(key);
        }
        return Future.succeededFuture();
    }

    @Override
    public Future<LogAnswer> ask(LogStore.Question question) {
        return new Call(question, head(question.keys().get(0))).answer();
    }

    /** One run of the script. */
    private final class Call {
        private final LogStore.Question question;
        private final String key;
        private final @Nullable Head head;
        private final List<byte[]> entries;
        private int read;
        private byte[] others = {};
        private byte[] reached = {};

        Call(LogStore.Question question, @Nullable Head head) {
            this.question = question;
            this.head = head;
            key = question.keys().get(0);
            entries = entries(key, question.position().generation());
            read = (int) question.position().entries();
        }

        Future<LogAnswer> answer() {
            String known = question.position().generation();
            if (isOfAnotherLog()) {
                return Future.succeededFuture(begin());
            }
            readOn();
            if (read < entries.size()) {
                return Future.succeededFuture(new LogAnswer.More(read, others, reached));
            }
            if (head != null && known.equals(head.previous)) {
                return Future.succeededFuture(new LogAnswer.Next(head.current, others, reached));
            }
            if (!question.adds()) {
                return Future.succeededFuture(new LogAnswer.Done(read, others, reached, List.of()));
            }
            if (head == null || isOver(head)) {
                return Future.succeededFuture(turn());
            }
            if (question.entry().length > 0 && full) {
                return Future.failedFuture(Problem.UNAVAILABLE.because("full").asException());
            }
            return Future.succeededFuture(add(head));
        }

        private boolean isOfAnotherLog() {
            String known = question.position().generation();
            if (head == null
                    ? !known.equals(LogStore.Position.NONE)
                    : !known.equals(head.current) && !known.equals(head.previous)) {
                return true;
            }
            byte[] mark = question.position().mark();
            if (read > 0) {
                return !Arrays.equals(read > entries.size() ? NO_ENTRY : mark(entries.get(read - 1)), mark);
            }
            if (head == null || !known.equals(head.current)) {
                return false;
            }
            List<byte[]> before = entries(key, head.previous);
            return !Arrays.equals(before.isEmpty() ? NO_ENTRY : mark(before.get(before.size() - 1)), mark);
        }

        private LogAnswer begin() {
            if (head == null) {
                return new LogAnswer.Begin(LogStore.Position.NONE, 0);
            }
            return new LogAnswer.Begin(
                    head.previous == null ? head.current : head.previous,
                    head.ids + (head.before == null ? 0 : head.before));
        }

        private void readOn() {
            List<byte[]> parts = new ArrayList<>();
            int first = read;
            int bytes = 0;
            int step = 1;
            int most = question.bounds().pageBytes();
            while (read < entries.size() && bytes < most && parts.size() < MOST_PARTS) {
                for (int end = Math.min(entries.size(), read + step); read < end; read++) {
                    byte[] entry = entries.get(read);
                    bytes += entry.length;
                    parts.add(Arrays.copyOf(entry, entry.length - Long.BYTES));
                    reached = mark(entry);
                }
                step = (int)
                        Math.max(1, Math.min(MOST_STEP, Math.floor((most - bytes) * (double) (read - first) / bytes)));
            }
            others = joined(parts);
        }

        private boolean isOver(Head now) {
            long age = Math.min(question.bounds().age(), now.age);
            return clock.getAsLong() - Long.parseLong(now.current) >= age
                    || now.ids >= question.bounds().size();
        }

        private LogAnswer turn() {
            LogStore.Bounds bounds = question.bounds();
            long now = clock.getAsLong();
            Head next = new Head();
            next.age = bounds.age();
            next.until = now + bounds.age() + bounds.expiry();
            next.current = Long.toString(head == null ? now : Math.max(now, Long.parseLong(head.current) + 1));
            heads.put(key, next);
            if (head == null) {
                return new LogAnswer.Begin(next.current, 0);
            }
            lists.remove(key + ":" + head.previous);
            next.previous = head.current;
            next.before = head.ids;
            Entries closed = list(key + ":" + head.current);
            if (closed != null) {
                closed.until = next.until;
            }
            return new LogAnswer.Next(next.current, others, reached);
        }

        private LogAnswer add(Head now) {
            byte[] entry = question.entry();
            if (entry.length > 0) {
                Entries list = lists.computeIfAbsent(key + ":" + now.current, absent -> new Entries());
                list.all.add(entry);
                read = list.all.size();
                now.ids += (entry.length - Long.BYTES) / Identity.LENGTH;
                now.last = mark(entry);
                if (read == 1) {
                    now.age = Math.min(now.age, question.bounds().age());
                    list.until = clock.getAsLong() + question.bounds().expiry();
                }
            }
            List<Lease> lost = question.leases().stream()
                    .filter(lease -> !stands(question.keys().get(1), lease))
                    .toList();
            return new LogAnswer.Done(read, others, reached, lost);
        }
    }

    private static byte[] mark(byte[] entry) {
        return Arrays.copyOfRange(entry, entry.length - Long.BYTES, entry.length);
    }

    private static byte[] joined(List<byte[]> parts) {
        byte[] all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
