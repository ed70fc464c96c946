package dev.playhead.e2e.checks;

/** A position as a record of a history names it. */
public record Place(String topic, int partition, long offset) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
        int byTopic = topic.compareTo(other.topic);
        int byPartition = byTopic != 0 ? byTopic : Integer.compare(partition, other.partition);
        return byPartition != 0 ? byPartition : Long.compare(offset, other.offset);
    }

    /** The partition alone, as text. */
    public String tape() {
        return topic + "-" + partition;
    }

    @Override
    public String toString() {
        return tape() + "@" + offset;
    }
}
