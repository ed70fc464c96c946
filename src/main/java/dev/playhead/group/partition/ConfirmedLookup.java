package dev.playhead.group.partition;

import dev.playhead.delivery.Cursor;
import dev.playhead.delivery.Feed;
import dev.playhead.event.Identity;
import dev.playhead.group.ledger.Ledger;
import dev.playhead.log.Block;
import dev.playhead.stream.TurnTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Offers a ledger the events of the log, in their order. It asks the store first which of them are confirmed, in runs, and
 * asks for the next runs before the first is answered. Owned by the event loop of the connection.
 */
final class ConfirmedLookup {
    private static final long NEVER = Long.MIN_VALUE;

    private final PartitionScope scope;
    private final PartitionEvents events;
    private final Ledger ledger;
    private final Blocks blocks;
    private final Feed feed;
    private final Cursor cursor;
    private final ArrayDeque<Run> runs = new ArrayDeque<>();
    private final TreeMap<Long, Long> answeredAt = new TreeMap<>();
    private final long lookUpAgain;
    private final Wanted wanted;
    private final boolean repairs;
    private long read;
    private long pausedUntil = Long.MIN_VALUE;

    /** The run of the last event: offsets in [recentFrom, recentTo) were answered at {@code recentAt}. */
    private long recentFrom;

    private long recentTo;
    private long recentAt = NEVER;

    /** The wanted rows of offsets [from, next), in order. */
    private static final class Run {
        private final @Nullable Block block;
        private final long from;
        private final long next;
        private final int records;
        private final int[] rows;
        private final List<Identity> identities;
        private @Nullable BitSet confirmed;
        private boolean asked;

        Run(@Nullable Block block, long from, long next, int records, int[] rows, List<Identity> identities) {
            this.block = block;
            this.from = from;
            this.next = next;
            this.records = records;
            this.rows = rows;
            this.identities = identities;
        }
    }

    ConfirmedLookup(
            PartitionScope scope,
            PartitionEvents events,
            Ledger ledger,
            Blocks blocks,
            Feed feed,
            Cursor cursor,
            Wanted wanted) {
        this.scope = scope;
        this.events = events;
        this.ledger = ledger;
        this.blocks = blocks;
        this.feed = feed;
        this.cursor = cursor;
        this.wanted = wanted;
        this.repairs = !scope.connection().confirming().equals(scope.group());
        this.read = cursor.next(0);
        this.lookUpAgain = scope.connection().settings().lookUpAgain().toMillis();
    }

    /**
     * Reads on as far as possible without a wait, and by at least one record when the time of the turn is over. Returns
     * whether the ledger got new events.
     */
    boolean pump(boolean hungry, long now, TurnTime time) {
        boolean told = apply();
        boolean late = false;
        while (!late
                && runs.size() < scope.connection().settings().lookUps()
                && now >= pausedUntil
                && ledger.takesMore()
                && (hungry || !blocks.isFull())
                && feed.isReady()) {
            read(time);
            ask();
            told |= apply();
            late = time.isOver();
        }
        skip(read, Math.min(cursor.next(0), scope.connection().end(scope.partition())));
        finish();
        ask();
        return apply() || told;
    }

    /** Returns the end of the read range. */
    long readTo() {
        return read;
    }

    /** Returns whether the look-up of the event is so old that the event may have been confirmed since. */
    boolean isOld(long offset, long now) {
        if (offset < recentFrom || offset >= recentTo) {
            findRun(offset);
        }
        return recentAt != NEVER && now - recentAt >= lookUpAgain;
    }

    /** Most events are sent in the order of the log: the run of the one is that of the next. */
    private void findRun(long offset) {
        Map.Entry<Long, Long> run = answeredAt.floorEntry(offset);
        Long next = answeredAt.higherKey(offset);
        recentFrom = run == null ? offset : run.getKey();
        recentTo = next == null ? Long.MAX_VALUE : next;
        recentAt = run == null ? NEVER : run.getValue();
    }

    /** A stretch that can no longer be read. */
    void gap(long from, long to) {
        skip(Math.min(from, read), Math.min(to, scope.connection().end(scope.partition())));
    }

    /** Finishes the range: no record is between the last one and the end of the group. */
    private void finish() {
        if (cursor.isDone(0)) {
            skip(read, scope.connection().end(scope.partition()));
        }
    }

    /** Skips the offsets [from, to) without a record, such as the markers of transactions. */
    private void skip(long from, long to) {
        if (from < to) {
            runs.add(new Run(null, from, to, 0, new int[0], List.of()));
            read = Math.max(read, to);
        }
    }

    /** Returns whether the ledger knows all events of the log. */
    boolean isAtEnd() {
        return runs.isEmpty() && (feed.isAtEnd() || isDone());
    }

    /** Returns whether the ledger knows all events of the bounded range. */
    boolean isDone() {
        return runs.isEmpty() && cursor.isDone(0) && read >= scope.connection().end(scope.partition());
    }

    /** Returns the time at which {@link #pump} is due without another event, in epoch milliseconds. */
    long nextAt() {
        return pausedUntil > Long.MIN_VALUE ? pausedUntil : Long.MAX_VALUE;
    }

    private void read(TurnTime time) {
        Block block = feed.block();
        int from = feed.at();
        int most = Math.min(feed.limit(), from + scope.connection().settings().lookUp());
        most = scope.connection().rowsOfRange(block, from, most);
        if (most == from) {
            events.cutOff();
            return;
        }
        int[] rows = new int[most - from];
        List<Identity> identities = new ArrayList<>(most - from);
        int to = from;
        do {
            if (wanted.wants(block, to)) {
                rows[identities.size()] = to;
                identities.add(block.identity(to));
            }
            to++;
        } while (to < most && !time.isOver());
        if (identities.size() < to - from) {
            scope.connection().delivery().filteredOut(scope.topic().name(), to - from - identities.size());
        }
        // Booked first: the feed may find a gap, or the end of the topic, when it moves
        long next = feed.nextAfter(to);
        runs.add(new Run(block, read, next, to - from, rows, identities));
        read = next;
        feed.moveTo(to);
    }

    private void ask() {
        if (scope.now() < pausedUntil) {
            return;
        }
        pausedUntil = Long.MIN_VALUE;
        for (Run run : runs) {
            if (!run.asked && !run.identities.isEmpty()) {
                run.asked = true;
                ledger.lookUpBegins(run.next);
                scope.on(
                        scope.stores()
                                .confirmations()
                                .confirmed(scope.connection().confirming(), scope.topic(), run.identities),
                        found -> {
                            run.confirmed = found;
                            events.wake();
                        },
                        refusal -> {
                            run.asked = false;
                            pausedUntil = scope.now()
                                    + scope.connection().settings().pause().toMillis();
                            events.wake();
                        });
            }
        }
    }

    private boolean apply() {
        boolean told = false;
        for (Run run = runs.peek();
                run != null && (run.identities.isEmpty() || run.confirmed != null);
                run = runs.peek()) {
            runs.remove();
            tell(run);
            told = true;
        }
        return told;
    }

    /** Returns the start of the run that the offset is in. */
    private long floor(long offset) {
        Long from = answeredAt.floorKey(offset);
        return from == null ? offset : from;
    }

    private void tell(Run run) {
        long told = run.from;
        Block block = run.block;
        BitSet confirmed = run.confirmed;
        if (block != null && confirmed != null) {
            boolean any = false;
            for (int index = 0; index < run.identities.size(); index++) {
                int row = run.rows[index];
                long offset = block.offset(row);
                if (offset > told) {
                    ledger.exclude(told, offset);
                }
                told = offset + 1;
                if (confirmed.get(index) && repairs) {
                    ledger.exclude(offset, told);
                } else if (confirmed.get(index)) {
                    ledger.settled(offset);
                } else {
                    long key = block.key(row);
                    ledger.offer(offset, key, key != 0, run.identities.get(index));
                    any = true;
                }
            }
            if (!confirmed.isEmpty()) {
                scope.meters().known.increment(confirmed.cardinality());
            }
            if (any) {
                blocks.add(block);
                answeredAt.headMap(floor(ledger.cursor())).clear();
                answeredAt.put(run.from, scope.now());
                recentTo = recentFrom;
            }
        }
        if (run.next > told) {
            ledger.exclude(told, run.next);
        }
        int known = repairs && confirmed != null ? confirmed.cardinality() : 0;
        events.lookedUp(run.next, run.records, run.identities.size() - known);
    }
}
