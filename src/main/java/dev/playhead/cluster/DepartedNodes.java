package dev.playhead.cluster;

import dev.playhead.cluster.Members.Member;
import dev.playhead.settings.Address;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds out whether the processes of departed nodes have ended. A node leaves the cluster when no node can reach it. It
 * may be halted or cut off, and go on later. Only its machine shows the end: it refuses connections to ports without a
 * listener. Any thread; Futures complete on any thread.
 */
public final class DepartedNodes {
    /** Less than a second, after which a system tries again: an earlier failure to connect is a refusal. */
    private static final int CONNECT_MILLIS = 800;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final String CLUSTER = "cluster";
    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    private final NetClient client;

    // Guarded by this
    private List<Member> present;
    private final Map<String, Departed> departed = Absences.bounded();

    /** A node that left, and the last look at its ports; guarded by the owner. */
    private static final class Departed {
        private final Member member;
        private Future<Boolean> look = Future.succeededFuture(false);
        private long lookAgain = System.nanoTime();

        Departed(Member member) {
            this.member = member;
        }
    }

    public DepartedNodes(Vertx vertx, Members members) {
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
        this.present = members.all();
        members.watch(this::changed);
    }

    private synchronized void changed(List<Member> now) {
        present.forEach(member -> departed.putIfAbsent(member.name(), new Departed(member)));
        now.forEach(member -> departed.remove(member.name()));
        present = now;
    }

    /**
     * Returns whether the node has left the cluster and its process has ended: each of its ports refuses connections,
     * or another member has its address. Completes with false if this is unknown. Never fails.
     *
     * @param node its name
     */
    public synchronized Future<Boolean> hasEnded(String node) {
        Departed gone = departed.get(node);
        if (gone == null || !gone.member.direct()) {
            return Future.succeededFuture(false);
        }
        if (present.stream().anyMatch(member -> hasPlaceOf(member, gone.member))) {
            return Future.succeededFuture(true);
        }
        if (gone.look.isComplete() && !gone.look.result() && System.nanoTime() - gone.lookAgain >= 0) {
            gone.look = look(gone.member);
            gone.lookAgain = System.nanoTime() + PAUSE_NANOS;
        }
        return gone.look;
    }

    private static boolean hasPlaceOf(Member member, Member gone) {
        return member.direct()
                && member.addresses().containsKey(CLUSTER)
                && Objects.equals(
                        member.addresses().get(CLUSTER), gone.addresses().get(CLUSTER));
    }

    private Future<Boolean> look(Member gone) {
        List<Future<Boolean>> looks = new ArrayList<>();
        ports(gone.addresses()).forEach(address -> looks.add(refuses(address)));
        return looks.isEmpty()
                ? Future.succeededFuture(false)
                : Future.all(looks).map(all -> looks.stream().allMatch(Future::result));
    }

    /** The ports of the node as another machine finds them: those on loopback are there only for a node on loopback. */
    static List<Address> ports(Map<String, String> byEdge) {
        Address cluster = address(byEdge.getOrDefault(CLUSTER, ""));
        List<Address> found = new ArrayList<>();
        if (cluster.port() > 0) {
            byEdge.values().stream()
                    .map(DepartedNodes::address)
                    .filter(address -> address.port() > 0)
                    .forEach(address -> {
                        if (WILDCARDS.contains(address.host())) {
                            found.add(new Address(cluster.host(), address.port()));
                        } else if (!isLoopback(address) || isLoopback(cluster)) {
                            found.add(address);
                        }
                    });
        }
        return found;
    }

    /** Reads an address; the port may be absent. */
    private static Address address(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        return colon < 0 || !port.matches("[0-9]{1,5}")
                ? new Address(text, 0)
                : new Address(text.substring(0, colon).replaceAll("[\\[\\]]", ""), Integer.parseInt(port));
    }

    private static boolean isLoopback(Address address) {
        return address.host().startsWith("127.")
                || address.host().equals("localhost")
                || address.host().equals("::1")
                || address.host().equals("0:0:0:0:0:0:0:1");
    }

    private Future<Boolean> refuses(Address address) {
        return client.connect(address.port(), address.host())
                .compose(NetSocket::close)
                .map(false)
                .recover(failure -> Future.succeededFuture(
                        failure instanceof ConnectException && !(failure instanceof ConnectTimeoutException)));
    }
}
