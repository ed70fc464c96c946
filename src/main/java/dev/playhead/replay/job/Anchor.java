package dev.playhead.replay.job;

/**
 * Where a timeline runs: what was recorded at {@code recorded} is due at {@code wall}, both in epoch milliseconds; what
 * was recorded later is due later, by its distance over the factor. It moves with every pause, resumption and change of
 * pace.
 */
public record Anchor(long wall, long recorded) {
    /** The moment at which what was recorded then is due, in epoch milliseconds. */
    public long due(long recordedThen, double factor) {
        return wall + (long) Math.ceil((recordedThen - recorded) / factor);
    }

    /** The same timeline, told from where it is at the moment. */
    public Anchor movedTo(long now, double factor) {
        return new Anchor(now, recorded + (long) (Math.max(0, now - wall) * factor));
    }
}
