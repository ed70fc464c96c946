package dev.playhead.edge;

import dev.playhead.metrics.Meter;
import dev.playhead.metrics.Meters;

/**
 * Owns the memory that the clients of all edges of one node may take up together. Any thread.
 *
 * @param received bytes that came and are not yet decoded: parts of bodies, of lines, of messages
 * @param unread bytes that were written and are still with the node, because the clients have not read them
 * @param connections those of each port
 */
public record EdgeMemory(Budget received, Budget unread, PortConnections connections) {

    /** The memory, before any port is bounded. */
    public EdgeMemory(Budget received, Budget unread) {
        this(received, unread, new PortConnections());
    }

    /** The memory of a node, shown by its meters. */
    public static EdgeMemory of(EdgeSettings settings, Meters meters) {
        EdgeMemory memory = new EdgeMemory(new Budget(settings.maxReceived()), new Budget(settings.maxUnread()));
        meters.gauge(Meter.EDGE_RECEIVED, memory.received(), Budget::taken);
        meters.gauge(Meter.EDGE_UNREAD, memory.unread(), Budget::taken);
        return memory;
    }
}
