package dev.playhead.cluster;

import dev.playhead.settings.Address;
import dev.playhead.settings.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sets the addresses of this node and of the others in its cluster; with neither members nor a service it is alone.
 */
public record ClusterSettings(
        @Setting(
                key = "cluster.name",
                defaultValue = "playhead",
                meaning = "Cluster name; the node joins only nodes with the same name")
        String name,

        @Setting(
                key = "cluster.host",
                defaultValue = "127.0.0.1",
                meaning = "Address at which other nodes reach this node; it needs a private network, because nodes "
                        + "send no token")
        String host,

        @Setting(
                key = "cluster.port",
                least = "0",
                most = "65535",
                meaning = "Port of cluster membership; without it the node uses the first free port from 15701 on; 0 "
                        + "selects any free port; a node without a cluster opens none")
        Optional<Integer> port,

        @Setting(
                key = "cluster.busPort",
                defaultValue = "0",
                least = "0",
                most = "65535",
                meaning = "Port of the event bus between nodes; 0 selects a free port; a node without a cluster opens "
                        + "none")
        int busPort,

        @Setting(
                key = "cluster.advertised",
                meaning = "Advertised membership address, host:port; set it when a proxy or NAT hides cluster.host "
                        + "and cluster.port")
        Optional<String> advertised,

        @Setting(
                key = "cluster.busAdvertised",
                meaning = "Advertised event bus address, host:port; set it when a proxy or NAT hides cluster.host "
                        + "and cluster.busPort")
        Optional<String> busAdvertised,

        @Setting(
                key = "cluster.members",
                meaning = "Addresses of cluster nodes, host:port[,host:port], with or without this node; without "
                        + "any, the node runs alone")
        List<String> members,

        @Setting(
                key = "cluster.kubernetes.service",
                meaning = "DNS name of a headless service that lists the nodes; it replaces cluster.members")
        Optional<String> kubernetesService,

        @Setting(
                key = "cluster.minimum",
                defaultValue = "1",
                least = "1",
                meaning = "Minimum number of visible nodes for job changes; a majority prevents changes on both "
                        + "sides of a network split")
        int minimum,

        @Setting(
                key = "cluster.noHeartbeat",
                defaultValue = "8s",
                least = "2s",
                most = "1h",
                meaning = "Maximum time without a heartbeat before the cluster removes a node, in whole seconds")
        Duration noHeartbeat,

        @Setting(
                key = "cluster.answer",
                defaultValue = "2s",
                least = "1ms",
                most = "1h",
                meaning = "Maximum time that a query to all nodes waits for the last answer")
        Duration answer,

        @Setting(
                key = "cluster.remember",
                defaultValue = "1h",
                least = "1s",
                most = "30d",
                meaning = "Time for which GET /v1/cluster lists a node that died or was cut off, and is not in "
                        + "cluster.members")
        Duration remember,

        @Setting(
                key = "cluster.neighbours",
                defaultValue = "5s",
                least = "100ms",
                most = "1h",
                meaning = "Interval between checks for nodes on the same Redis outside the cluster")
        Duration neighbours) {

    /**
     * The first port that nodes try for a member without a port, and that a node without {@code cluster.port} tries to
     * use.
     */
    private static final int FIRST_PORT = 15_701;

    public ClusterSettings {
        members = List.copyOf(members);
        if (name.isBlank()) {
            throw new IllegalArgumentException("cluster.name must not be blank");
        }
        if (busPort != 0 && port.filter(same -> same == busPort).isPresent()) {
            throw new IllegalArgumentException("cluster.port and cluster.busPort must differ, but are both " + busPort);
        }
        Address.requireHost("cluster.host", host);
        advertised.ifPresent(address -> Address.of("cluster.advertised", address));
        busAdvertised.ifPresent(address -> Address.of("cluster.busAdvertised", address));
        members.forEach(member -> Address.of("cluster.members", member, FIRST_PORT));
        kubernetesService.ifPresent(service -> Address.requireHost("cluster.kubernetes.service", service));
        if (minimum > 1 && members.isEmpty() && kubernetesService.isEmpty()) {
            throw new IllegalArgumentException("cluster.minimum is " + minimum
                    + ", but a node without cluster.members and cluster.kubernetes.service sees only itself");
        }
        if (!members.isEmpty() && kubernetesService.isPresent()) {
            throw new IllegalArgumentException("cluster.members and cluster.kubernetes.service exclude each other");
        }
        if (!noHeartbeat.equals(Duration.ofSeconds(noHeartbeat.toSeconds()))) {
            throw new IllegalArgumentException("cluster.noHeartbeat takes whole seconds, but is " + noHeartbeat);
        }
    }

    /** Returns the port of membership, or the first to try for it. */
    public int firstPort() {
        return port.orElse(FIRST_PORT);
    }

    /** Returns whether the node runs without a cluster. */
    public boolean alone() {
        return members.isEmpty() && kubernetesService.isEmpty();
    }
}
