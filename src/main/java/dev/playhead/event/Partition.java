package dev.playhead.event;

/** One partition of a topic, the unit of order; {@code index} from 0. */
public record Partition(String topic, int index) implements Comparable<Partition> {

    @Override
    public int compareTo(Partition other) {
        int byTopic = topic.compareTo(other.topic);
        return byTopic != 0 ? byTopic : Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return topic + "-" + index;
    }
}
