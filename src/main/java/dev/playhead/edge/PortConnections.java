package dev.playhead.edge;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Owns how many connections each bounded port has, from accept to close: a connection counts before it sends a byte. Any
 * thread.
 */
public final class PortConnections {
    private final Map<Integer, Bound> ports = new ConcurrentHashMap<>();

    /**
     * Bounds the port; the first bound of a port counts.
     *
     * @param answer what a connection above the bound reads before it is closed
     * @param lingering how long such a connection has to read it
     */
    public void bound(int port, int most, byte[] answer, Duration lingering) {
        ports.putIfAbsent(port, new Bound(most, answer.clone(), lingering, new AtomicInteger()));
    }

    /** Counts a connection until it is closed, and lets it read why not where the port has as many as it may. */
    public void accepted(@Nullable Channel server, Channel connection) {
        Bound bound = server != null && server.localAddress() instanceof InetSocketAddress at
                ? ports.get(at.getPort())
                : null;
        if (bound == null) {
            return;
        }
        int open = bound.open().incrementAndGet();
        connection.closeFuture().addListener(closed -> bound.open().decrementAndGet());
        if (open > bound.most()) {
            connection.pipeline().addLast("too-many", new TooMany(bound));
        }
    }

    private record Bound(int most, byte[] answer, Duration lingering, AtomicInteger open) {}

    /**
     * Keeps the connection from those who would serve it. The node shuts down its side first: a close while bytes of the client
     * are unread would reset the connection, and the client would not read why.
     */
    private static final class TooMany extends ChannelInboundHandlerAdapter {
        private final Bound bound;

        private TooMany(Bound bound) {
            this.bound = bound;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.wrappedBuffer(bound.answer())).addListener(written -> {
                if (context.channel() instanceof DuplexChannel duplex) {
                    duplex.shutdownOutput();
                }
            });
            context.executor().schedule(() -> context.close(), bound.lingering().toMillis(), TimeUnit.MILLISECONDS);
            context.fireChannelActive();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
