package dev.playhead.delivery;

import dev.playhead.delivery.request.TokenWriter;
import dev.playhead.event.Partition;
import dev.playhead.log.Topic;
import dev.playhead.stream.Gap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Holds the cursor of one subscription: the next offset of each partition, and its end. Partitions are in the order of
 * their topics' names, then of their numbers; later partitions of a topic come after all others. Owned by one thread.
 */
public final class Cursor {
    private final List<Partition> partitions;
    private List<Topic> topics;
    private long[] next;
    private long[] end;
    private int[] epoch;

    /** The index of each partition, in the order of topics and partitions. */
    private int[] inOrder;

    private int open;

    /**
     * @param topics sorted by name
     * @param tracks one for each partition of the topics, in their order
     */
    public Cursor(List<Topic> topics, List<Track> tracks) {
        this(topics, tracks, IntStream.range(0, tracks.size()).toArray());
        List<Partition> all = new ArrayList<>();
        topics.forEach(topic -> all.addAll(topic.all()));
        if (!all.equals(partitions) || !all.equals(all.stream().sorted().toList())) {
            throw new IllegalArgumentException(
                    "tracks " + partitions + " are not those of the sorted topics " + topics);
        }
    }

    /** Makes a cursor of one partition of the topic; it has no token. */
    public static Cursor of(Topic topic, Track track) {
        return new Cursor(List.of(topic), List.of(track), new int[0]);
    }

    private Cursor(List<Topic> topics, List<Track> tracks, int[] inOrder) {
        this.topics = List.copyOf(topics);
        this.partitions = new ArrayList<>(tracks.stream().map(Track::partition).toList());
        this.next = tracks.stream().mapToLong(Track::next).toArray();
        this.end = tracks.stream().mapToLong(Track::end).toArray();
        this.epoch = tracks.stream().mapToInt(Track::epoch).toArray();
        this.inOrder = inOrder;
        for (int index = 0; index < next.length; index++) {
            open += isDone(index) ? 0 : 1;
        }
    }

    public int size() {
        return next.length;
    }

    List<Topic> topics() {
        return topics;
    }

    /** The topic of that name as this cursor knows it. */
    Topic topic(String name) {
        for (Topic each : topics) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException(name + " is none of " + topics);
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

    /** Moves on past records of leaders of at most that epoch. */
    public void advance(int index, long to, int newEpoch) {
        if (to < next[index]) {
            throw new IllegalArgumentException(partition(index) + " from " + next[index] + " back to " + to);
        }
        move(index, to);
        epoch[index] = Math.max(epoch[index], newEpoch);
    }

    /** Jumps to the next readable offset; after a cut of the log this is back. */
    public void jump(int index, long to) {
        move(index, to);
        epoch[index] = -1;
    }

    /** Goes back to the cut of the log by another leader; the records before it are of known leaders. */
    void cutBack(int index, long to) {
        move(index, to);
    }

    /**
     * Follows the present topic without an end. It reads new partitions from their first offset. Of a topic that was
     * made again all partitions are new, and the old ones are done.
     *
     * @return the lost ranges of the old topic
     */
    List<Gap> follow(Topic now) {
        boolean another = !topic(now.name()).id().equals(now.id());
        List<Gap> gaps = new ArrayList<>();
        Map<Partition, Integer> indices = new HashMap<>();
        for (int index = 0; index < partitions.size(); index++) {
            Partition partition = partitions.get(index);
            indices.put(partition, index);
            boolean there = partition.index() < now.partitions();
            if (partition.topic().equals(now.name()) && (another || there && end[index] == 0)) {
                if (!isDone(index)) {
                    gaps.add(new Gap(partition, next[index], 0, "recreated"));
                }
                reset(index, 0, there ? Track.UNBOUNDED : 0);
            }
        }
        topics = topics.stream()
                .map(each -> each.name().equals(now.name()) ? now : each)
                .toList();
        inOrder = topics.stream()
                .flatMap(topic -> topic.all().stream())
                .mapToInt(each -> indices.computeIfAbsent(each, this::add))
                .toArray();
        return gaps;
    }

    /** Gives up the rest of a topic that was made again, up to the end of this cursor. */
    List<Gap> giveUp(String topic) {
        List<Gap> gaps = new ArrayList<>();
        for (int index = 0; index < partitions.size(); index++) {
            if (partitions.get(index).topic().equals(topic) && !isDone(index)) {
                gaps.add(new Gap(partitions.get(index), next[index], end[index], "recreated"));
                move(index, end[index]);
            }
        }
        return gaps;
    }

    private int add(Partition partition) {
        int index = partitions.size();
        partitions.add(partition);
        next = Arrays.copyOf(next, index + 1);
        end = Arrays.copyOf(end, index + 1);
        epoch = Arrays.copyOf(epoch, index + 1);
        reset(index, 0, Track.UNBOUNDED);
        return index;
    }

    private void reset(int index, long to, long newEnd) {
        boolean before = isDone(index);
        next[index] = to;
        end[index] = newEnd;
        epoch[index] = -1;
        open += (before ? 1 : 0) - (isDone(index) ? 1 : 0);
    }

    public boolean isDone(int index) {
        return next[index] >= end[index];
    }

    /** Returns whether every partition is at its end. */
    boolean isDone() {
        return open == 0;
    }

    /** Returns whether it has an end at all. */
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
                token.place(next[inOrder[index]], epoch[inOrder[index]]);
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
