package dev.playhead.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps from Vert.x that the bytes of a WebSocket are no frames any more: Vert.x would close the connection at once, and the
 * frames before them in the same read would have no answers. Owned by the connection's event loop.
 *
 * <p>Vert.x has no way to tell its user instead, so a last frame tells, in the order of the others: binary, and with
 * a mark that no client has reason to send. One that sends it itself ends its own connection. Netty reads no frame after it.
 */
public final class BrokenFrames extends ChannelInboundHandlerAdapter {
    private static final byte[] MARK = "\0broken frames\0".getBytes(StandardCharsets.US_ASCII);

    private static final int LAST_OF_PROTOCOL = 2999;

    /** Codes that others have registered or use among themselves. */
    private static final int FIRST_OF_OTHERS = 3000;

    private static final int LAST_OF_OTHERS = 4999;

    private BrokenFrames() {}

    /** Makes a handler for the head of a connection's pipeline; it acts when the connection is a WebSocket. */
    public static ChannelInboundHandlerAdapter watch() {
        return new Watch();
    }

    /**
     * Returns the close code and the reason from the content of a binary frame that stands for broken bytes; null for
     * any other content.
     */
    public static @Nullable Reason reason(byte[] content) {
        if (content.length < MARK.length + Short.BYTES || !Arrays.equals(MARK, Arrays.copyOf(content, MARK.length))) {
            return null;
        }
        int closeCode = (content[MARK.length] & 0xff) << 8 | content[MARK.length + 1] & 0xff;
        int text = MARK.length + Short.BYTES;
        return new Reason(closeCode, new String(content, text, content.length - text, StandardCharsets.UTF_8));
    }

    /** The reason in Netty's words. */
    public record Reason(int closeCode, String detail) {}

    /** Netty takes some codes in a close frame that no peer may send. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof CloseWebSocketFrame close && !maySend(close)) {
            int code = code(close);
            close.release();
            tell(
                    context,
                    WebSocketCloseStatus.PROTOCOL_ERROR,
                    "A close frame has the code " + code + ", and no endpoint may send this code");
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException corrupted) {
            tell(context, corrupted.closeStatus(), String.valueOf(corrupted.getMessage()));
            context.fireChannelReadComplete();
        } else {
            context.fireExceptionCaught(failure);
        }
    }

    private static boolean maySend(CloseWebSocketFrame close) {
        int code = code(close);
        return code < 0
                || code <= LAST_OF_PROTOCOL && WebSocketCloseStatus.isValidStatusCode(code)
                || code >= FIRST_OF_OTHERS && code <= LAST_OF_OTHERS;
    }

    /** Reads the unsigned code; -1 without one. */
    private static int code(CloseWebSocketFrame close) {
        ByteBuf body = close.content();
        return body.readableBytes() < Short.BYTES ? -1 : body.getUnsignedShort(body.readerIndex());
    }

    private static void tell(ChannelHandlerContext context, WebSocketCloseStatus status, String detail) {
        ByteBuf told = Unpooled.buffer().writeBytes(MARK).writeShort(status.code());
        told.writeCharSequence(detail, StandardCharsets.UTF_8);
        context.fireChannelRead(new BinaryWebSocketFrame(told));
    }

    private static final class Watch extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ChannelHandlerContext decoder = context.pipeline().context(WebSocketFrameDecoder.class);
            if (decoder != null) {
                context.pipeline().addBefore(decoder.name(), "long-frames", new LongFrames());
                context.pipeline().addAfter(decoder.name(), "broken-frames", new BrokenFrames());
                context.pipeline().remove(this);
            }
            context.fireChannelRead(message);
        }
    }
}
