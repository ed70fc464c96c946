package dev.playhead.hazelcast;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.ClassFilter;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MergePolicyConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.config.TcpIpConfig;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionOn;
import dev.playhead.cluster.ClusterSettings;
import dev.playhead.cluster.Members;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Configures a member of Hazelcast; stateless. */
final class MemberConfig {
    static final String NAME = "playhead.name";
    /** The attribute in which Vert.x looks up the node's name on the event bus. */
    private static final String VERTX_NAME = "__vertx.nodeId";

    private static final String ENOUGH = "enough";
    static final String VERSION = "playhead.version";
    static final String SINCE = "playhead.since";
    private static final String HOST = "playhead.host";
    static final String DIRECT = "playhead.direct";
    static final String ADDRESS = "playhead.address.";

    /**
     * The properties, in seconds unless noted. No node waits for members, and a split merges soon, because the stores
     * have the truth. An unreachable member leaves at once, a silent one after the heartbeats.
     */
    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("hazelcast.logging.type", "slf4j"),
            Map.entry("hazelcast.phone.home.enabled", "false"),
            Map.entry("hazelcast.shutdownhook.enabled", "false"),
            Map.entry("hazelcast.socket.bind.any", "false"),
            Map.entry("hazelcast.wait.seconds.before.join", "0"),
            Map.entry("hazelcast.max.wait.seconds.before.join", "2"),
            Map.entry("hazelcast.tcp.join.port.try.count", "1"),
            Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
            Map.entry("hazelcast.partition.count", "31"),
            Map.entry("hazelcast.operation.thread.count", "2"),
            Map.entry("hazelcast.operation.generic.thread.count", "2"),
            Map.entry("hazelcast.io.thread.count", "1"),
            Map.entry("hazelcast.event.thread.count", "1"),
            Map.entry("hazelcast.health.monitoring.level", "OFF"),
            Map.entry("hazelcast.graceful.shutdown.max.wait", "5"));

    /** The ports that a node tries when the settings give none. */
    private static final int PORTS = 100;

    private MemberConfig() {}

    static Config of(ClusterSettings settings, Members.Member here) {
        Config config = new Config().setClusterName(settings.name());
        PROPERTIES.forEach(config::setProperty);
        config.setProperty(
                "hazelcast.max.no.heartbeat.seconds",
                Long.toString(settings.noHeartbeat().toSeconds()));
        config.getMetricsConfig().setEnabled(false);
        config.getSerializationConfig().setJavaSerializationFilterConfig(onlyOurs());
        config.setClassLoader(MemberConfig.class.getClassLoader());
        config.setProperty("hazelcast.local.localAddress", address(settings.host()));
        network(config.getAdvancedNetworkConfig(), settings);
        settings.advertised()
                .filter(at -> !at.startsWith(settings.host() + ":"))
                .ifPresent(elsewhere ->
                        // Otherwise its outgoing connections would bind to the advertised address, which is not local
                        config.setProperty("hazelcast.socket.client.bind.any", "true"));
        config.getMemberAttributeConfig()
                .setAttribute(NAME, here.name())
                .setAttribute(VERTX_NAME, here.name())
                .setAttribute(HOST, settings.host())
                .setAttribute(VERSION, here.version())
                .setAttribute(SINCE, Long.toString(here.since()))
                .setAttribute(DIRECT, Boolean.toString(here.direct()));
        here.addresses()
                .forEach((edge, address) -> config.getMemberAttributeConfig().setAttribute(ADDRESS + edge, address));
        // The maps of Vert.x for its event bus
        config.addMultiMapConfig(new MultiMapConfig("__vertx.subs")
                .setBackupCount(1)
                .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
        config.addMapConfig(new MapConfig("__vertx.haInfo").setBackupCount(1));
        config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(1));
        jobs(config, settings.minimum());
        return config;
    }

    /**
     * Restricts deserialization to the classes that nodes send each other: any process that reaches the port may send
     * objects.
     */
    private static JavaSerializationFilterConfig onlyOurs() {
        ClassFilter ours = new ClassFilter()
                .addPrefixes("com.hazelcast.", "io.vertx.spi.cluster.", "java.lang.", "java.util.", "[")
                .addPackages(MemberConfig.class.getPackageName());
        return new JavaSerializationFilterConfig().setDefaultsDisabled(true).setWhitelist(ours);
    }

    private static void jobs(Config config, int minimum) {
        MapConfig replays = new MapConfig(HazelcastReplayJobs.MAP)
                .setBackupCount(1)
                .setMergePolicyConfig(new MergePolicyConfig(HighestEpoch.class.getName(), 100));
        if (minimum > 1) {
            config.addSplitBrainProtectionConfig(
                    new SplitBrainProtectionConfig(ENOUGH, true, minimum).setProtectOn(SplitBrainProtectionOn.WRITE));
            replays.setSplitBrainProtectionName(ENOUGH);
        }
        config.addMapConfig(replays);
    }

    /**
     * Configures a port for members alone, by "advanced" networking. On a port for all protocols, a halted member
     * accepts a connection and does not answer. Then the thread that writes to all other members spins, until they lose
     * each other.
     */
    private static void network(AdvancedNetworkConfig network, ClusterSettings settings) {
        ServerSocketEndpointConfig members = new ServerSocketEndpointConfig()
                .setPort(settings.firstPort())
                .setPortAutoIncrement(settings.port().isEmpty())
                .setPortCount(PORTS)
                .setReuseAddress(true);
        settings.advertised().ifPresent(members::setPublicAddress);
        network.setEnabled(true).setMemberEndpointConfig(members);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        TcpIpConfig list = join.getTcpIpConfig();
        list.setEnabled(!settings.members().isEmpty()).setConnectionTimeoutSeconds(2);
        settings.members().forEach(member -> list.addMember(withPort(member, settings.firstPort())));
        settings.kubernetesService().ifPresent(service -> join.getKubernetesConfig()
                .setEnabled(true)
                .setProperty("service-dns", service)
                .setProperty("service-dns-timeout", "5")
                .setProperty("service-port", Integer.toString(settings.firstPort())));
    }

    /** Resolves a host name, because Hazelcast compares addresses. */
    private static String address(String host) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException(
                    "cluster.host is " + host + ", but this machine cannot resolve it", unknown);
        }
    }

    /** Lists the addresses of the settings at which members are expected. */
    static List<String> expected(ClusterSettings settings) {
        return settings.members().stream()
                .map(member -> withPort(member, settings.firstPort()))
                .toList();
    }

    /** Returns the address of the member, {@code host:port}. */
    static String address(Member member) {
        return member.getAddress().getHost() + ":" + member.getAddress().getPort();
    }

    /**
     * Lists the address of the member, and each of the settings that leads to it: by the name that its own settings have, or
     * by a name of its address. Looks names up, so it may block.
     */
    static List<String> addresses(Member member, ClusterSettings settings) {
        String port = ":" + member.getAddress().getPort();
        List<String> all = new ArrayList<>(List.of(address(member)));
        Stream.of(member.getAttribute(HOST), member.getSocketAddress().getHostString())
                .filter(Objects::nonNull)
                .forEach(host -> all.add(host + port));
        expected(settings).stream()
                .filter(each -> each.endsWith(port) && leadsTo(each.substring(0, each.lastIndexOf(':')), member))
                .forEach(all::add);
        return all;
    }

    private static boolean leadsTo(String host, Member member) {
        try {
            String address = member.getAddress().getInetAddress().getHostAddress();
            return Stream.of(InetAddress.getAllByName(host))
                    .anyMatch(each -> each.getHostAddress().equals(address));
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static String withPort(String member, int port) {
        return member.matches(".*:\\d+") ? member : member + ":" + port;
    }
}
