package dev.playhead;

import dev.playhead.cluster.Members;
import dev.playhead.health.Health;
import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;
import java.io.File;
import java.nio.file.Path;

/**
 * Publishes the state of a node as a whole: its readiness, the nodes it sees, its disk. Looked at by each scrape; any
 * thread.
 */
final class NodeMeters {
    private NodeMeters() {}

    static void show(Meters meters, Health health, Members members, Path data) {
        for (Health.Dependency each : health.dependencies()) {
            String name = each.name();
            meters.gauge(Meter.READY, health, known -> known.isUp(name) ? 1 : 0, name);
        }
        meters.gauge(Meter.CLUSTER_MEMBERS, members, seen -> seen.all().size());
        File directory = data.toFile();
        meters.gauge(Meter.DISK_FREE, directory, File::getUsableSpace);
        meters.gauge(Meter.DISK_SIZE, directory, File::getTotalSpace);
    }
}
