package dev.playhead.edge;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Cuts the long data frames of a WebSocket into frames of at most {@link #PIECE} bytes as they arrive: Netty keeps a
 * frame until its last byte, in uncounted memory, and closes the connection of a frame that is too long to keep. Owned
 * by the connection's event loop; it stands before Netty's decoder.
 *
 * <p>A piece of a message has the same mask, because {@link #PIECE} is a multiple of the length of a mask. A frame that
 * breaks RFC 6455 passes unchanged, and the decoder refuses it.
 */
public final class LongFrames extends ChannelInboundHandlerAdapter {
    /** The longest frame that the decoder sees, in bytes. */
    public static final int PIECE = 16 << 10;

    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0f;
    private static final int LAST_DATA_OPCODE = 2;
    private static final int MASK_BYTES = 4;
    private static final int SHORT_LENGTH = 126;
    private static final int LONG_LENGTH = 127;
    private static final int LONGEST_SHORT = 0xffff;
    private static final int LONGEST_HEAD = 14;

    private final byte[] head = new byte[LONGEST_HEAD];
    private final byte[] mask = new byte[MASK_BYTES];
    private int headBytes;
    private long left;
    private int leftOfPiece;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
            return;
        }
        try {
            int unpassed = bytes.readerIndex();
            while (bytes.isReadable()) {
                unpassed = left > 0 ? payload(context, bytes, unpassed) : head(context, bytes, unpassed);
            }
            pass(context, bytes, unpassed, bytes.readerIndex());
        } finally {
            bytes.release();
        }
    }

    /** Passes payload up to the end of the piece. Returns the begin of the bytes not yet passed. */
    private int payload(ChannelHandlerContext context, ByteBuf bytes, int unpassed) {
        int count = Math.min(bytes.readableBytes(), leftOfPiece);
        bytes.skipBytes(count);
        left -= count;
        leftOfPiece -= count;
        if (leftOfPiece > 0 || left == 0) {
            return unpassed;
        }
        pass(context, bytes, unpassed, bytes.readerIndex());
        context.fireChannelRead(nextPiece(0));
        return bytes.readerIndex();
    }

    /** Reads the head of a frame, perhaps over several reads; the head of a short frame in one read stays unchanged. */
    private int head(ChannelHandlerContext context, ByteBuf bytes, int unpassed) {
        int at = bytes.readerIndex();
        boolean isResumed = headBytes > 0;
        while (bytes.isReadable() && headBytes < headLength()) {
            head[headBytes++] = bytes.readByte();
        }
        boolean isWhole = headBytes == headLength();
        boolean isCut = isWhole && begin();
        if (isWhole && !isCut && !isResumed) {
            headBytes = 0;
            return unpassed;
        }
        pass(context, bytes, unpassed, at);
        if (isWhole) {
            context.fireChannelRead(isCut ? nextPiece(head[0] & OPCODE) : Unpooled.copiedBuffer(head, 0, headBytes));
            headBytes = 0;
        }
        return bytes.readerIndex();
    }

    private int headLength() {
        if (headBytes < 2) {
            return 2;
        }
        return 2 + lengthBytes() + ((head[1] & MASKED) == 0 ? 0 : MASK_BYTES);
    }

    /** Begins a frame, and returns whether it must be cut. */
    private boolean begin() {
        long length = length();
        left = length < 0 ? Long.MAX_VALUE : length;
        leftOfPiece = (int) Math.min(left, Integer.MAX_VALUE);
        boolean isData = (head[0] & OPCODE) <= LAST_DATA_OPCODE && (head[0] & RESERVED) == 0;
        boolean isMinimal = lengthBytes() < Long.BYTES || length > LONGEST_SHORT;
        boolean isCut = isData && isMinimal && length > PIECE && (head[1] & MASKED) != 0;
        if (isCut) {
            System.arraycopy(head, headBytes - MASK_BYTES, mask, 0, MASK_BYTES);
        }
        return isCut;
    }

    private int lengthBytes() {
        int length = head[1] & ~MASKED & 0xff;
        return length == SHORT_LENGTH ? Short.BYTES : length == LONG_LENGTH ? Long.BYTES : 0;
    }

    private long length() {
        int bytes = lengthBytes();
        long number = bytes == 0 ? head[1] & ~MASKED & 0xff : 0;
        for (int index = 2; index < 2 + bytes; index++) {
            number = number << 8 | head[index] & 0xff;
        }
        return number;
    }

    private ByteBuf nextPiece(int opcode) {
        leftOfPiece = (int) Math.min(left, PIECE);
        boolean isLast = leftOfPiece == left;
        ByteBuf piece = Unpooled.buffer(LONGEST_HEAD).writeByte((isLast ? head[0] & FINAL : 0) | opcode);
        if (leftOfPiece < SHORT_LENGTH) {
            piece.writeByte(MASKED | leftOfPiece);
        } else {
            piece.writeByte(MASKED | SHORT_LENGTH).writeShort(leftOfPiece);
        }
        return piece.writeBytes(mask);
    }

    private static void pass(ChannelHandlerContext context, ByteBuf bytes, int from, int to) {
        if (to > from) {
            context.fireChannelRead(bytes.retainedSlice(from, to - from));
        }
    }
}
