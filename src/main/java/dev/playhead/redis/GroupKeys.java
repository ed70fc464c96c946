package dev.playhead.redis;

import dev.playhead.event.Partition;
import dev.playhead.log.Topic;
import java.util.List;

/**
 * Names the keys of a group in Redis: {@code ph:g:{group}:…}, all of them in one slot of a Redis cluster, because one
 * script touches several.
 */
public record GroupKeys(String group) {
    String members() {
        return of("m");
    }

    public String leases() {
        return of("l");
    }

    String since() {
        return of("s");
    }

    List<String> ofLeases() {
        return List.of(members(), leases(), since());
    }

    public String confirmations(Topic topic) {
        return of("p:" + topic.name() + "/" + topic.id());
    }

    String attempts(Partition partition) {
        return of("a:" + field(partition));
    }

    String redrives(Partition partition) {
        return of("r:" + field(partition));
    }

    private String of(String rest) {
        return "ph:g:{" + group + "}:" + rest;
    }

    /** A topic's name has no slash. */
    public static String field(Partition partition) {
        return partition.topic() + "/" + partition.index();
    }

    static Partition partition(String field) {
        int slash = field.lastIndexOf('/');
        return new Partition(field.substring(0, slash), Integer.parseInt(field.substring(slash + 1)));
    }
}
