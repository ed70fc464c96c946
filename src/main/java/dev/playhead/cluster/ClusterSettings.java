package dev.playhead.cluster;

import dev.playhead.settings.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How this node finds the others and talks to them; with neither members nor a service it is alone. */
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
                defaultValue = "15701",
                least = "0",
                most = "65535",
                meaning = "Port of cluster membership; 0 selects a free port; a node that is alone does not open it")
        int port,

        @Setting(
                key = "cluster.busPort",
                defaultValue = "15702",
                least = "0",
                most = "65535",
                meaning =
                        "Port of the event bus between nodes; 0 selects a free port; a node that is alone does not open it")
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
        Duration answer) {

    private static final String HOST = "([^\\s:]+|\\[[0-9a-fA-F:.]+\\])";
    private static final String PORT = ":(?<port>\\d{1,5})";
    private static final Pattern ADDRESS = Pattern.compile(HOST + PORT);
    private static final Pattern MEMBER = Pattern.compile(HOST + "(" + PORT + ")?");

    public ClusterSettings {
        members = List.copyOf(members);
        if (name.isBlank()) {
            throw new IllegalArgumentException("cluster.name must not be blank");
        }
        if (port == busPort && port != 0) {
            throw new IllegalArgumentException("cluster.port and cluster.busPort must differ, but are both " + port);
        }
        requireAddress("cluster.advertised", advertised);
        requireAddress("cluster.busAdvertised", busAdvertised);
        members.stream()
                .filter(member -> !isAddress(member, MEMBER))
                .findFirst()
                .ifPresent(member -> {
                    throw new IllegalArgumentException(
                            "cluster.members takes host:port, with a port from 1 to 65535, but has " + member);
                });
        if (!members.isEmpty() && kubernetesService.isPresent()) {
            throw new IllegalArgumentException("cluster.members and cluster.kubernetes.service exclude each other");
        }
        if (!noHeartbeat.equals(Duration.ofSeconds(noHeartbeat.toSeconds()))) {
            throw new IllegalArgumentException("cluster.noHeartbeat takes whole seconds, but is " + noHeartbeat);
        }
    }

    /** Whether there may be others. */
    public boolean alone() {
        return members.isEmpty() && kubernetesService.isEmpty();
    }

    private static void requireAddress(String key, Optional<String> address) {
        if (address.isPresent() && !isAddress(address.get(), ADDRESS)) {
            throw new IllegalArgumentException(
                    key + " takes host:port, with a port from 1 to 65535, but is " + address.get());
        }
    }

    private static boolean isAddress(String text, Pattern form) {
        Matcher matcher = form.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        String port = matcher.group("port");
        return port == null || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65535);
    }
}
