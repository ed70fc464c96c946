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
                meaning = "Name of the cluster; others are not joined")
        String name,

        @Setting(
                key = "cluster.host",
                defaultValue = "127.0.0.1",
                meaning = "Address at which other nodes reach this one; keep its ports to the nodes, they ask no token")
        String host,

        @Setting(
                key = "cluster.port",
                defaultValue = "15701",
                least = "0",
                most = "65535",
                meaning = "Port of membership; 0: any that is free; a node that is alone does not open it")
        int port,

        @Setting(
                key = "cluster.busPort",
                defaultValue = "15702",
                least = "0",
                most = "65535",
                meaning =
                        "Port of what nodes ask each other; 0: any that is free; a node that is alone does not open it")
        int busPort,

        @Setting(
                key = "cluster.advertised",
                meaning = "Where other nodes reach membership of this one, host:port, if not at cluster.host and "
                        + "cluster.port: behind a proxy, say")
        Optional<String> advertised,

        @Setting(
                key = "cluster.busAdvertised",
                meaning = "Where other nodes ask this one, host:port, if not at cluster.host and cluster.busPort")
        Optional<String> busAdvertised,

        @Setting(
                key = "cluster.members",
                meaning = "Nodes to look for, host:port[,host:port], this one may be among them; not given: alone")
        List<String> members,

        @Setting(
                key = "cluster.kubernetes.service",
                meaning = "DNS name of a headless service whose pods are the nodes, in the place of cluster.members")
        Optional<String> kubernetesService,

        @Setting(
                key = "cluster.minimum",
                defaultValue = "1",
                least = "1",
                meaning = "Nodes that must see each other before jobs may be changed: more than half keeps a split "
                        + "cluster from changing them on both sides")
        int minimum,

        @Setting(
                key = "cluster.noHeartbeat",
                defaultValue = "8s",
                least = "2s",
                most = "1h",
                meaning = "How long a node may be silent before the others count it as gone, in whole seconds")
        Duration noHeartbeat,

        @Setting(
                key = "cluster.answer",
                defaultValue = "2s",
                least = "1ms",
                most = "1h",
                meaning = "How long a question to all nodes waits for the slowest")
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
