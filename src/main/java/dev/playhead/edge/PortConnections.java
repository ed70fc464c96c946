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
     * @param mostRefused the limit of connections above the limit that get the answer at a time
     * @param answer the bytes for a connection above the limit, before its close
     * @param lingering the time that such a connection has to read them
     */
    public void bound(int port, int most, int mostRefused, byte[] answer, Duration lingering) {
        ports.putIfAbsent(
                port,
                new Bound(most, mostRefused, answer.clone(), lingering, new AtomicInteger(), new AtomicInteger()));
    }

    /**
     * Counts a connection until its close. A connection above the limit only gets the answer, and counts apart: clients that
     * linger there do not keep others out.
     */
    public void accepted(@Nullable Channel server, Channel connection) {
        Bound bound = server != null && server.localAddress() instanceof InetSocketAddress at
                ? ports.get(at.getPort())
                : null;
        if (bound == null) {
            return;
        }
        if (counts(bound.open(), bound.most(), connection)) {
            return;
        }
        boolean answered = counts(bound.refused(), bound.mostRefused(), connection);
        connection.pipeline().addLast("too-many", new TooMany(bound, answered));
    }

    private static boolean counts(AtomicInteger count, int most, Channel connection) {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            return false;
        }
        connection.closeFuture().addListener(closed -> count.decrementAndGet());
        return true;
    }

    private record Bound(
            int most, int mostRefused, byte[] answer, Duration lingering, AtomicInteger open, AtomicInteger refused) {}

    /**
     * Keeps the connection from its handlers. The node shuts down its side first: a close with unread bytes of the
     * client would reset the connection, and the client would not read the reason.
     */
    private static final class TooMany extends ChannelInboundHandlerAdapter {
        private final Bound bound;
        private final boolean answered;

        private TooMany(Bound bound, boolean answered) {
            this.bound = bound;
            this.answered = answered;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            if (!answered) {
                context.close();
                return;
            }
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
