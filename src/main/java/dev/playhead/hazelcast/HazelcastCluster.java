package dev.playhead.hazelcast;

import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import dev.playhead.cluster.Absences;
import dev.playhead.cluster.ClusterSettings;
import dev.playhead.cluster.Members;
import dev.playhead.log.Journal;
import dev.playhead.replay.job.ReplayJobs;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Owns this node's member of Hazelcast. A thread that may block opens and closes it. The rest is for any thread;
 * watchers are called on a thread of Hazelcast.
 */
public final class HazelcastCluster implements Members, AutoCloseable {
    /** The compacted topic of the jobs' journal. */
    public static final String JOURNAL = "playhead.replays";

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastCluster.class);

    private final HazelcastInstance instance;
    private final Member here;
    private final ClusterSettings settings;
    private final Absences absences;
    private final Set<Consumer<List<Member>>> watchers = new CopyOnWriteArraySet<>();
    /** Kept, because Hazelcast tells nothing any more once this node leaves. */
    private volatile List<Member> all;

    private volatile @Nullable HazelcastReplayJobs jobs;

    private HazelcastCluster(HazelcastInstance instance, ClusterSettings settings) {
        this.instance = instance;
        this.settings = settings;
        this.absences = new Absences(MemberConfig.expected(settings), settings.remember());
        this.here = member(instance.getCluster().getLocalMember());
        this.all = List.of(here);
        instance.getCluster().addMembershipListener(new Listener());
        instance.getLifecycleService().addLifecycleListener(this::lives);
        look();
    }

    /**
     * Starts this node's member and joins the present ones; returns when it has joined. The member of a node without a
     * cluster opens no port.
     */
    public static HazelcastCluster open(ClusterSettings settings, Member here) {
        Config config = MemberConfig.of(settings, here);
        HazelcastInstance instance = settings.alone()
                ? HazelcastInstanceFactory.newHazelcastInstance(config, here.name(), new NoNetwork())
                : Hazelcast.newHazelcastInstance(config);
        HazelcastCluster cluster = new HazelcastCluster(instance, settings);
        LOG.atInfo()
                .addKeyValue("cluster", settings.name())
                .addKeyValue("peers", names(cluster.all()))
                .log("the node joined the cluster");
        return cluster;
    }

    /** Returns the cluster manager for the Vert.x of this node; close Vert.x before this. */
    public ClusterManager manager() {
        return new HazelcastClusterManager(instance);
    }

    /**
     * Opens the jobs of all nodes.
     *
     * @param journal the journal of the jobs; it outlives the cluster
     * @param readiness takes whether the journal has been read, and the reason if not; any thread
     */
    public ReplayJobs jobs(Vertx vertx, Journal journal, BiConsumer<Boolean, String> readiness) {
        HazelcastReplayJobs made = new HazelcastReplayJobs(
                vertx, instance.getMap(HazelcastReplayJobs.MAP), this::owner, journal, readiness);
        jobs = made;
        return made;
    }

    @Override
    public Member here() {
        return here;
    }

    @Override
    public List<Member> all() {
        return all;
    }

    @Override
    public List<Absences.Absence> away() {
        return absences.list(System.currentTimeMillis());
    }

    @Override
    public void leaves(String name) {
        absences.leaves(name);
    }

    @Override
    public Runnable watch(Consumer<List<Member>> watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Ends the work on the jobs; call it before Vert.x closes, because threads of Vert.x do this work. */
    public void rest() {
        HazelcastReplayJobs opened = jobs;
        if (opened != null) {
            opened.close();
        }
    }

    /** Leaves the cluster. */
    @Override
    public void close() {
        rest();
        instance.shutdown();
    }

    private static Member member(com.hazelcast.cluster.Member member) {
        Map<String, String> addresses = new TreeMap<>();
        member.getAttributes().forEach((key, value) -> {
            if (key.startsWith(MemberConfig.ADDRESS)) {
                addresses.put(key.substring(MemberConfig.ADDRESS.length()), value);
            }
        });
        if (member.getAddress().getPort() > 0) {
            addresses.put(
                    "cluster",
                    member.getAddress().getHost() + ":" + member.getAddress().getPort());
        }
        return new Member(
                attribute(member, MemberConfig.NAME),
                attribute(member, MemberConfig.VERSION),
                Long.parseLong(attribute(member, MemberConfig.SINCE)),
                addresses,
                Boolean.parseBoolean(member.getAttribute(MemberConfig.DIRECT)));
    }

    /** Writes the journal anew after two halves of a split cluster have met and their changes have been merged. */
    private void lives(LifecycleEvent event) {
        if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
            List<Member> now = look();
            LOG.atInfo().addKeyValue("peers", names(now)).log("the network split ended");
            watchers.forEach(watcher -> watcher.accept(now));
            reload();
        }
    }

    private void reload() {
        HazelcastReplayJobs opened = jobs;
        if (opened != null) {
            opened.reload();
        }
    }

    /** Returns the node that holds the entry of this key; empty without one. */
    private String owner(String key) {
        com.hazelcast.cluster.Member owner =
                instance.getPartitionService().getPartition(key).getOwner();
        return owner == null ? "" : attribute(owner, MemberConfig.NAME);
    }

    private static String attribute(com.hazelcast.cluster.Member member, String key) {
        return Objects.requireNonNull(member.getAttribute(key), () -> member + " is no node of Playhead: no " + key);
    }

    private synchronized List<Member> look() {
        Set<com.hazelcast.cluster.Member> members = instance.getCluster().getMembers();
        absences.present(members.stream()
                .collect(Collectors.toMap(
                        member -> attribute(member, MemberConfig.NAME),
                        member -> MemberConfig.addresses(member, settings))));
        all = members.stream()
                .map(HazelcastCluster::member)
                .sorted(Comparator.comparing(Member::name))
                .toList();
        return all;
    }

    private static List<String> names(List<Member> members) {
        return members.stream().map(Member::name).toList();
    }

    private final class Listener implements MembershipListener {
        @Override
        public void memberAdded(MembershipEvent event) {
            tell(Level.INFO, "a node joined the cluster", event);
        }

        /** Takes the announcement of a stopping node. After its own announcement, this node misses no other. */
        @Override
        public void memberRemoved(MembershipEvent event) {
            String node = attribute(event.getMember(), MemberConfig.NAME);
            absences.left(node, MemberConfig.address(event.getMember()), System.currentTimeMillis());
            if (absences.isLeaving(node) || absences.isLeaving(here.name())) {
                tell(Level.INFO, "a node stopped and left the cluster", event);
            } else {
                tell(Level.WARN, "a node left the cluster without an announcement: it died or is cut off", event);
            }
            reload();
        }

        private void tell(Level level, String what, MembershipEvent event) {
            List<Member> now = look();
            LOG.atLevel(level)
                    .addKeyValue("peer", attribute(event.getMember(), MemberConfig.NAME))
                    .addKeyValue("address", MemberConfig.address(event.getMember()))
                    .addKeyValue("peers", names(now))
                    .log(what);
            watchers.forEach(watcher -> watcher.accept(now));
        }
    }
}
