package dev.playhead.e2e.harness;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The ways between nodes: each has an address of its own on this machine and a proxy before it, so that it can be cut off
 * from the others and they stay together. One thread.
 */
public final class Ways implements AutoCloseable {
    private final List<FaultProxy> membership = new ArrayList<>();
    private final List<FaultProxy> bus = new ArrayList<>();
    private final List<NodeProcess> nodes = new ArrayList<>();

    /** Before it is started; {@link #join} follows once all are added. */
    void add(NodeProcess node) throws Exception {
        InetAddress host = host(nodes.size());
        FaultProxy toMembership = FaultProxy.before(new InetSocketAddress(host, node.port("cluster.port")));
        FaultProxy toBus = FaultProxy.before(new InetSocketAddress(host, node.port("cluster.busPort")));
        membership.add(toMembership);
        bus.add(toBus);
        nodes.add(node.with("cluster.host", host.getHostAddress())
                .with("cluster.advertised", toMembership.address())
                .with("cluster.busAdvertised", toBus.address()));
    }

    /** They look for each other from now on. */
    void join() {
        String all = membership.stream().map(FaultProxy::address).collect(Collectors.joining(","));
        nodes.forEach(node -> node.with("cluster.members", all));
    }

    /**
     * Nothing passes any more between the node and the others, on connections that stay open. What it says on the event bus
     * still arrives, because there nothing tells who says it; answers do not.
     */
    public void cutOff(int number) throws Exception {
        for (int other = 0; other < nodes.size(); other++) {
            if (other == number) {
                membership.get(other).blackHole();
                bus.get(other).blackHole();
            } else {
                membership.get(other).cutOff(host(number));
            }
        }
    }

    /** Everything passes again. */
    public void heal() {
        membership.forEach(FaultProxy::heal);
        bus.forEach(FaultProxy::heal);
    }

    @Override
    public void close() throws Exception {
        for (FaultProxy proxy : membership) {
            proxy.close();
        }
        for (FaultProxy proxy : bus) {
            proxy.close();
        }
    }

    private static InetAddress host(int number) throws Exception {
        return InetAddress.getByName("127.0.0." + (2 + number));
    }
}
