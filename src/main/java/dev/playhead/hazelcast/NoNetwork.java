package dev.playhead.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.AddressPicker;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.ProtocolType;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.nio.ConnectionListener;
import com.hazelcast.internal.nio.Packet;
import com.hazelcast.internal.server.NetworkStats;
import com.hazelcast.internal.server.Server;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerConnectionManager;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.internal.server.tcp.LocalAddressRegistry;
import com.hazelcast.internal.server.tcp.ServerSocketRegistry;
import java.net.InetAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives the member of a node without a cluster no network: it opens no port and no connection. Hazelcast alone would
 * listen in any case. Any thread.
 */
@SuppressWarnings("NullAway") // Hazelcast's interfaces have no annotations: no connection is null there
final class NoNetwork extends DefaultNodeContext {
    /** The address of the member, without a listener. */
    private static final Address NOWHERE = new Address("127.0.0.1", InetAddress.getLoopbackAddress(), 0);

    @Override
    public AddressPicker createAddressPicker(Node node) {
        return new Nowhere();
    }

    @Override
    public Server createServer(Node node, ServerSocketRegistry sockets, LocalAddressRegistry addresses) {
        return new Silent();
    }

    private static final class Nowhere implements AddressPicker {
        @Override
        public void pickAddress() {}

        @Override
        public Address getBindAddress(EndpointQualifier endpoint) {
            return NOWHERE;
        }

        @Override
        public Address getPublicAddress(EndpointQualifier endpoint) {
            return NOWHERE;
        }

        @Override
        public Map<EndpointQualifier, Address> getPublicAddressMap() {
            return Map.of(EndpointQualifier.resolve(ProtocolType.MEMBER, null), NOWHERE);
        }

        @Override
        public Map<EndpointQualifier, Address> getBindAddressMap() {
            return getPublicAddressMap();
        }

        @Override
        public @Nullable ServerSocketChannel getServerSocketChannel(EndpointQualifier endpoint) {
            return null;
        }

        @Override
        public Map<EndpointQualifier, ServerSocketChannel> getServerSocketChannels() {
            return Map.of();
        }
    }

    private static final class Silent implements Server {
        private final ServerConnectionManager none = new NoConnections(this);
        private volatile boolean live;

        @Override
        public ServerContext getContext() {
            throw new UnsupportedOperationException("a node alone has no server");
        }

        @Override
        public ServerConnectionManager getConnectionManager(EndpointQualifier endpoint) {
            return none;
        }

        @Override
        public Collection<ServerConnection> getConnections() {
            return List.of();
        }

        @Override
        public void addConnectionListener(ConnectionListener<ServerConnection> listener) {}

        @Override
        public Map<EndpointQualifier, NetworkStats> getNetworkStats() {
            return Map.of();
        }

        @Override
        public boolean isLive() {
            return live;
        }

        @Override
        public void start() {
            live = true;
        }

        @Override
        public void stop() {
            live = false;
        }

        @Override
        public void shutdown() {
            live = false;
        }
    }

    private record NoConnections(Server getServer) implements ServerConnectionManager {
        @Override
        public Collection<ServerConnection> getConnections() {
            return List.of();
        }

        @Override
        public List<ServerConnection> getAllConnections(Address address) {
            return List.of();
        }

        @Override
        public @Nullable ServerConnection get(Address address, int stream) {
            return null;
        }

        @Override
        public @Nullable ServerConnection getOrConnect(Address address, int stream) {
            return null;
        }

        @Override
        public @Nullable ServerConnection getOrConnect(Address address, boolean silent, int stream) {
            return null;
        }

        @Override
        public boolean register(
                Address remote,
                Address target,
                Collection<Address> aliases,
                UUID member,
                ServerConnection connection,
                int stream) {
            return false;
        }

        @Override
        public boolean transmit(Packet packet, Address target, int stream) {
            return false;
        }

        @Override
        public void accept(Packet packet) {}

        @Override
        public void addConnectionListener(ConnectionListener<ServerConnection> listener) {}

        @Override
        public @Nullable NetworkStats getNetworkStats() {
            return null;
        }
    }
}
