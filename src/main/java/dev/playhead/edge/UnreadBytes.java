package dev.playhead.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Counts the bytes of one connection that were written and that the system has not yet taken, because the peer does not
 * read; and lets those out that were written just before a close. Owned by the connection's event loop.
 */
public final class UnreadBytes extends ChannelOutboundHandlerAdapter {
    private final Budget unread;

    public UnreadBytes(Budget unread) {
        this.unread = unread;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            int length = bytes.readableBytes();
            unread.take(length);
            context.write(message, promise.unvoid()).addListener(taken -> unread.give(length));
        } else {
            context.write(message, promise);
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        context.flush();
        context.close(promise);
    }
}
