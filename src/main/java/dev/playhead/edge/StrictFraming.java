package dev.playhead.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection with ambiguous framing of its requests, before the lenient decoder of HTTP/1.1 in Netty. Owned by
 * the connection's event loop.
 *
 * <p>The bytes before the fault go to the decoder. In place of the rest the decoder's error for an unreadable request
 * or body follows, so that the edge answers it in its turn. When the connection becomes a WebSocket or HTTP/2, the
 * decoder leaves, and so does this handler.
 */
public final class StrictFraming extends ChannelDuplexHandler {
    private final Framing framing = new Framing();
    private boolean broken;
    private @Nullable BrokenBody brokenBody;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (broken) {
            ReferenceCountUtil.release(message);
            return;
        }
        boolean over = framing.isVersionKnown() && decoder(context) == null;
        if (over || !(message instanceof ByteBuf bytes)) {
            context.pipeline().remove(this);
            context.fireChannelRead(message);
        } else {
            int fault = framing.faultAt(bytes);
            if (fault < 0) {
                context.fireChannelRead(bytes);
            } else {
                refuse(context, bytes, fault);
            }
        }
    }

    private void refuse(ChannelHandlerContext context, ByteBuf bytes, int fault) {
        broken = true;
        if (fault > bytes.readerIndex()) {
            context.fireChannelRead(bytes.readRetainedSlice(fault - bytes.readerIndex()));
        }
        if (framing.isFaultFirst()) {
            // Vert.x makes its decoder when it knows that this is not HTTP/2: a byte that its preface has nowhere tells
            // it so
            context.fireChannelRead(Unpooled.wrappedBuffer(new byte[] {0}));
        }
        ChannelHandlerContext decoder = decoder(context);
        if (decoder == null && framing.isFaultFirst()) {
            bytes.release();
            context.close();
            return;
        }
        if (decoder == null) {
            // The bytes before have changed the protocol of the connection
            context.pipeline().remove(this);
            context.fireChannelRead(bytes);
            return;
        }
        bytes.release();
        decoder.fireChannelRead(framing.isInBody() ? endOfBody() : invalidRequest());
    }

    private HttpObject endOfBody() {
        BrokenBody failure = new BrokenBody(framing.fault());
        brokenBody = failure;
        HttpObject end = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
        end.setDecoderResult(DecoderResult.failure(failure));
        return end;
    }

    private HttpObject invalidRequest() {
        HttpObject request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request");
        request.setDecoderResult(DecoderResult.failure(new DecoderException(framing.fault())));
        return request;
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (brokenBody == null) {
            context.close(promise);
        } else {
            brokenBody.close(() -> context.close(promise));
        }
    }

    private static @Nullable ChannelHandlerContext decoder(ChannelHandlerContext context) {
        return context.pipeline().context(HttpRequestDecoder.class);
    }
}
