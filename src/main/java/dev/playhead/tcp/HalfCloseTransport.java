package dev.playhead.tcp;

import dev.playhead.edge.BrokenFrames;
import dev.playhead.edge.EdgeMemory;
import dev.playhead.edge.StrictFraming;
import dev.playhead.edge.UnreadBytes;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Lets a TCP client shut down its side and still get answers. Vert.x closes the whole connection at the peer's FIN, without
 * an option against it. So this transport makes Netty keep the other half open, and turns the FIN into the byte {@link
 * #END_OF_INPUT}. HTTP servers do not use this. It counts each accepted connection, and the written bytes that its client
 * has not read. It refuses HTTP requests with ambiguous framing, and reports broken WebSocket frames. Any thread.
 */
public final class HalfCloseTransport implements Transport {
    /** EOT, the end of the peer's data; no line of JSON can contain it. */
    public static final byte END_OF_INPUT = 4;

    private final Transport transport;
    private final EdgeMemory memory;

    public HalfCloseTransport(Transport transport, EdgeMemory memory) {
        this.transport = transport;
        this.memory = memory;
    }

    @Override
    public String name() {
        return transport.name();
    }

    @Override
    public boolean available() {
        return transport.available();
    }

    @Override
    public Throwable unavailabilityCause() {
        return transport.unavailabilityCause();
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return new HalfClosing(transport.implementation(), memory);
    }

    /** Sees each accepted connection before Vert.x does. */
    private static final class Acceptor extends ChannelInboundHandlerAdapter {
        private final boolean halfClose;
        private final EdgeMemory memory;

        private Acceptor(boolean halfClose, EdgeMemory memory) {
            this.halfClose = halfClose;
            this.memory = memory;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Channel accepted) {
                accepted.pipeline().addLast("unread-bytes", new UnreadBytes(memory.unread()));
                memory.connections().accepted(context.channel(), accepted);
                if (halfClose) {
                    accepted.pipeline().addLast("half-close", new FinToByte());
                } else {
                    accepted.pipeline().addLast("strict-framing", new StrictFraming());
                    accepted.pipeline().addLast("websocket", BrokenFrames.watch());
                }
            }
            context.fireChannelRead(message);
        }
    }

    private static final class FinToByte extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                context.fireChannelRead(Unpooled.wrappedBuffer(new byte[] {END_OF_INPUT}));
                context.fireChannelReadComplete();
            } else {
                context.fireUserEventTriggered(event);
            }
        }
    }

    private record HalfClosing(io.vertx.core.spi.transport.Transport inner, EdgeMemory memory)
            implements io.vertx.core.spi.transport.Transport {

        @Override
        public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
            inner.configure(options, domainSocket, bootstrap);
            boolean halfClose = !(options instanceof HttpServerOptions);
            if (halfClose) {
                bootstrap.childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            }
            bootstrap.handler(new Acceptor(halfClose, memory));
        }

        @Override
        public void configure(ClientOptionsBase options, int timeout, boolean domainSocket, Bootstrap bootstrap) {
            inner.configure(options, timeout, domainSocket, bootstrap);
        }

        @Override
        public void configure(DatagramChannel channel, DatagramSocketOptions options) {
            inner.configure(channel, options);
        }

        @Override
        public boolean supportsDomainSockets() {
            return inner.supportsDomainSockets();
        }

        @Override
        public boolean supportFileRegion() {
            return inner.supportFileRegion();
        }

        @Override
        public boolean isAvailable() {
            return inner.isAvailable();
        }

        @Override
        public @Nullable Throwable unavailabilityCause() {
            return inner.unavailabilityCause();
        }

        @Override
        public java.net.SocketAddress convert(SocketAddress address) {
            return inner.convert(address);
        }

        @Override
        public SocketAddress convert(java.net.SocketAddress address) {
            return inner.convert(address);
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return inner.ioHandlerFactory();
        }

        @Override
        public DatagramChannel datagramChannel() {
            return inner.datagramChannel();
        }

        @Override
        @SuppressWarnings("deprecation") // the interface has no other way yet
        public DatagramChannel datagramChannel(InternetProtocolFamily family) {
            return inner.datagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
            return inner.channelFactory(domainSocket);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            return inner.serverChannelFactory(domainSocket);
        }
    }
}
