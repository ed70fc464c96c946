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
 * Owns the number of connections of each limited port, from accept to close: a connection counts before it sends a
 * byte. Any thread.
 */
public final class PortConnections {
    private final Map<Integer, Bound> ports = new ConcurrentHashMap<>();

    /**
     * Limits the port; the first limit of a port counts.
     *
     * @param answer the bytes for a connection above the limit, before its close
     * @param lingering the time that such a connection has to read them
     */
    public void bound(int port, int most, byte[] answer, Duration lingering) {
        ports.putIfAbsent(port, new Bound(most, answer.clone(), lingering, new AtomicInteger()));
    }

    /** Counts a connection until its close; above the limit the connection only gets the answer. */
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
     * Keeps the connection from its handlers. The node shuts down its side first: a close with unread bytes of the
     * client would reset the connection, and the client would not read the reason.
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
