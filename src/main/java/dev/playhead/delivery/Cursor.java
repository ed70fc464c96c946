package dev.playhead.delivery;

import dev.playhead.event.Partition;
import dev.playhead.log.Topic;
import java.util.ArrayList;
import java.util.List;

/**
 * The playhead of one subscription: the next offset of each partition that it reads, up to where it ends. Partitions are
 * in the order of their topics' names, then of their numbers. Owned by one thread.
 */
public final class Cursor {
    private final List<Topic> topics;
    private final List<Partition> partitions;
    private final long[] next;
    private final long[] end;
    private final int[] epoch;
    private int open;

    /**
     * @param topics sorted by name
     * @param tracks one for each partition of the topics, in their order
     */
    public Cursor(List<Topic> topics, List<Track> tracks) {
        this.topics = List.copyOf(topics);
        this.partitions = tracks.stream().map(Track::partition).toList();
        this.next = tracks.stream().mapToLong(Track::next).toArray();
        this.end = tracks.stream().mapToLong(Track::end).toArray();
        this.epoch = tracks.stream().mapToInt(Track::epoch).toArray();
        List<Partition> all = new ArrayList<>();
        topics.forEach(topic -> all.addAll(topic.all()));
        if (!all.equals(partitions) || !all.equals(all.stream().sorted().toList())) {
            throw new IllegalArgumentException(
                    "tracks " + partitions + " are not those of the sorted topics " + topics);
        }
        for (int index = 0; index < next.length; index++) {
            open += isDone(index) ? 0 : 1;
        }
    }

    /** The place in one partition alone, which has no token. */
    public static Cursor of(Track track) {
        return new Cursor(track);
    }

    private Cursor(Track track) {
        topics = List.of();
        partitions = List.of(track.partition());
        next = new long[] {track.next()};
        end = new long[] {track.end()};
        epoch = new int[] {track.epoch()};
        open = isDone(0) ? 0 : 1;
    }

    public int size() {
        return next.length;
    }

    List<Topic> topics() {
        return topics;
    }

    public Partition partition(int index) {
        return partitions.get(index);
    }

    public long next(int index) {
        return next[index];
    }

    long end(int index) {
        return end[index];
    }

    public int epoch(int index) {
        return epoch[index];
    }

    /** Moves on past what was read under leaders of at most that epoch. */
    void advance(int index, long to, int newEpoch) {
        if (to < next[index]) {
            throw new IllegalArgumentException(partition(index) + " from " + next[index] + " back to " + to);
        }
        move(index, to);
        epoch[index] = Math.max(epoch[index], newEpoch);
    }

    /** Goes to where the log can be read again, which is back where it was cut off. */
    public void jump(int index, long to) {
        move(index, to);
        epoch[index] = -1;
    }

    public boolean isDone(int index) {
        return next[index] >= end[index];
    }

    /** Whether nothing is left of any partition. */
    boolean isDone() {
        return open == 0;
    }

    /** Whether it has an end at all. */
    boolean isBounded() {
        for (long one : end) {
            if (one == Track.UNBOUNDED) {
                return false;
            }
        }
        return true;
    }

    /** Its place, to be read on from. */
    public String token() {
        TokenWriter token = new TokenWriter(topics.size());
        int index = 0;
        for (Topic topic : topics) {
            token.topic(topic.name(), topic.id(), topic.partitions());
            for (int partition = 0; partition < topic.partitions(); partition++) {
                token.place(next[index], epoch[index]);
                index++;
            }
        }
        return token.text();
    }

    private void move(int index, long to) {
        boolean before = isDone(index);
        next[index] = to;
        boolean after = isDone(index);
        open += (before ? 1 : 0) - (after ? 1 : 0);
    }
}
