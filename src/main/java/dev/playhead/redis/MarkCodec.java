package dev.playhead.redis;

import dev.playhead.ingest.Incarnation;
import dev.playhead.ingest.Mark;
import dev.playhead.log.EventLog;

/**
 * Encodes marks for Redis: a kind, and then numbers in groups of seven bits, the lowest first. The same mark always has
 * the same bytes. A position takes about 14 bytes; Redis keeps it in 16.
 *
 * <pre>
 *   1  node (8 bytes)  start  tag  partition  end   held
 *   2  tag  partition  end                          unknown
 *   3  tag  partition  offset  recorded             stored
 *   4  n  name of the page (n bytes)  tag  partition  end      held, on a page
 *   (nothing)                                       free
 *
 *   end:             offset of the log's end  leader epoch (absent where that is not known)
 *   name of a page:  node (8 bytes)  start  number
 *   line of a page:  first half of the identity (8 bytes)  n  stored (n bytes)
 * </pre>
 */
public final class MarkCodec {
    private static final byte HELD = 1;
    private static final byte UNKNOWN = 2;
    private static final byte STORED = 3;
    private static final byte PAGED = 4;

    /** The maximum length of a mark. */
    public static final int LONGEST = 42;

    private MarkCodec() {}

    /** Writes the mark; returns its end. */
    public static int write(Mark mark, byte[] to, int at) {
        if (mark instanceof Mark.Stored stored) {
            to[at] = STORED;
            int next = put(stored.partition(), to, put(stored.tag(), to, at + 1));
            return put(stored.recorded(), to, put(stored.offset(), to, next));
        }
        if (mark instanceof Mark.Held held) {
            boolean paged = held.page() != Mark.NO_PAGE;
            int name = paged ? at + 2 : at + 1;
            int next = paged ? name(held, to, name) : put(held.holder(), to, name);
            to[at] = paged ? PAGED : HELD;
            if (paged) {
                to[at + 1] = (byte) (next - name);
            }
            return put(held.logEnd(), to, put(held.partition(), to, put(held.tag(), to, next)));
        }
        if (mark instanceof Mark.Unknown unknown) {
            to[at] = UNKNOWN;
            return put(unknown.logEnd(), to, put(unknown.partition(), to, put(unknown.tag(), to, at + 1)));
        }
        return at;
    }

    /** Writes the name of the mark's page; returns its end. */
    public static int name(Mark.Held held, byte[] to, int at) {
        return put(held.page(), to, put(held.holder(), to, at));
    }

    private static int put(EventLog.End end, byte[] to, int at) {
        int next = put(end.offset(), to, at);
        return end.leaderEpoch() < 0 ? next : put(end.leaderEpoch(), to, next);
    }

    private static int put(Incarnation holder, byte[] to, int at) {
        for (int index = 0; index < Long.BYTES; index++) {
            to[at + index] = (byte) (holder.node() >>> (8 * index));
        }
        return put(holder.start(), to, at + Long.BYTES);
    }

    private static int put(long number, byte[] to, int at) {
        long left = number;
        int next = at;
        while ((left & ~0x7fL) != 0) {
            to[next++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        to[next++] = (byte) left;
        return next;
    }

    /** Reads the mark in [at, end). */
    static Mark read(byte[] from, int at, int end) {
        if (at == end) {
            return Mark.FREE;
        }
        Numbers numbers = new Numbers(from, at + 1, end);
        return switch (from[at]) {
            case HELD -> new Mark.Held(numbers.holder(), (int) numbers.next(), (int) numbers.next(), numbers.end());
            case PAGED -> {
                numbers.at++;
                Incarnation holder = numbers.holder();
                int page = (int) numbers.next();
                yield new Mark.Held(holder, (int) numbers.next(), (int) numbers.next(), numbers.end(), page);
            }
            case UNKNOWN -> new Mark.Unknown((int) numbers.next(), (int) numbers.next(), numbers.end());
            case STORED -> new Mark.Stored((int) numbers.next(), (int) numbers.next(), numbers.next(), numbers.next());
            default -> throw new IllegalArgumentException("no mark of kind " + from[at]);
        };
    }

    private static final class Numbers {
        private final byte[] from;
        private final int to;
        private int at;

        Numbers(byte[] from, int at, int to) {
            this.from = from;
            this.at = at;
            this.to = to;
        }

        /** Reads the end of the log, the last part of its mark. */
        EventLog.End end() {
            long offset = next();
            return new EventLog.End(offset, at < to ? (int) next() : -1);
        }

        Incarnation holder() {
            return new Incarnation(fixed(), (int) next());
        }

        private long fixed() {
            long number = 0;
            for (int index = 0; index < Long.BYTES; index++) {
                number |= (from[at++] & 0xffL) << (8 * index);
            }
            return number;
        }

        long next() {
            long number = 0;
            int shift = 0;
            while (from[at] < 0) {
                number |= (from[at++] & 0x7fL) << shift;
                shift += 7;
            }
            return number | ((long) from[at++] << shift);
        }
    }
}
