package dev.playhead.delivery;

import dev.playhead.event.Partition;
import dev.playhead.log.Topic;
import dev.playhead.stream.Turns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The partitions of one subscription, each with its feed. Owned by the subscription's event loop. */
final class Feeds implements Turns.Heads {
    private final Feed.Parts parts;
    private final Cursor cursor;
    private final List<Feed> feeds = new ArrayList<>();

    Feeds(Feed.Parts parts, Cursor cursor) {
        this.parts = parts;
        this.cursor = cursor;
        addMissing();
    }

    private void addMissing() {
        for (int index = feeds.size(); index < cursor.size(); index++) {
            feeds.add(new Feed(parts, cursor, index));
        }
    }

    /** Follows the present topic, and drops the blocks read ahead in it. */
    void follow(Topic now) {
        for (int index = 0; index < feeds.size(); index++) {
            if (cursor.partition(index).topic().equals(now.name())) {
                feeds.get(index).close();
            }
        }
        addMissing();
    }

    Feed get(int index) {
        return feeds.get(index);
    }

    @Override
    public int size() {
        return cursor.size();
    }

    @Override
    public long head(int index) {
        if (cursor.isDone(index)) {
            return NOTHING;
        }
        Feed feed = feeds.get(index);
        return feed.isReady() ? feed.recorded() : MISSING;
    }

    /** Returns whether each feed is at the end of the log, or at its own end. */
    boolean areAtEnd() {
        for (int index = 0; index < feeds.size(); index++) {
            if (!cursor.isDone(index) && !feeds.get(index).isAtEnd()) {
                return false;
            }
        }
        return true;
    }

    /** Counts the offsets up to those ends, or up to the end of the stream. */
    long lag(Map<Partition, Long> ends) {
        long lag = 0;
        for (int index = 0; index < feeds.size(); index++) {
            long end = Math.min(cursor.end(index), ends.getOrDefault(cursor.partition(index), 0L));
            lag += Math.max(0, end - cursor.next(index));
        }
        return lag;
    }

    void rest() {
        feeds.forEach(Feed::rest);
    }

    void close() {
        feeds.forEach(Feed::close);
    }

    String describe() {
        return feeds.stream().limit(16).map(Feed::describe).collect(Collectors.joining(", "));
    }
}
