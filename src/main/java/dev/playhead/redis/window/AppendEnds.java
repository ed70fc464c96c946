package dev.playhead.redis.window;

import dev.playhead.event.Identity;
import dev.playhead.ingest.DuplicateWindow.End;
import dev.playhead.ingest.Mark;
import dev.playhead.redis.MarkCodec;
import dev.playhead.redis.Packed;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ends of claims as the script takes them: those on pages, a text for each page, and the others one by one. */
final class AppendEnds {
    private static final int LINE = Long.BYTES + 1 + MarkCodec.LONGEST;

    private final Packed single;
    private final Map<Integer, Page> pages = new LinkedHashMap<>();
    private int singles;

    AppendEnds(List<End> ends, Pages open) {
        single = new Packed(0);
        for (End end : ends) {
            Mark.Held claimed = end.claimed();
            Page page = claimed == null
                    ? null
                    : pages.computeIfAbsent(claimed.page(), number -> open.isOpen(number) ? new Page(claimed) : null);
            if (page != null) {
                page.add(end.identity(), end.position());
            } else {
                single.put(end.identity()).put(end.position());
                singles++;
            }
        }
    }

    /** Returns pairs of identity and mark, and pairs of a page's name and its lines; empty without any. */
    List<Object> arguments() {
        Packed written = new Packed(0);
        pages.values().forEach(page -> page.putTo(written));
        return List.of(
                singles == 0 ? new byte[0] : single.toBytes(), pages.isEmpty() ? new byte[0] : written.toBytes());
    }

    /** The lines that are added to a page. */
    private static final class Page {
        private final byte[] name = new byte[MarkCodec.LONGEST];
        private final int nameLength;
        private ByteBuffer lines = ByteBuffer.allocate(4 * LINE);

        Page(Mark.Held claimed) {
            nameLength = MarkCodec.name(claimed, name, 0);
        }

        void add(Identity identity, Mark.Stored position) {
            if (lines.remaining() < LINE) {
                lines = ByteBuffer.allocate(2 * lines.capacity()).put(lines.flip());
            }
            lines.putLong(identity.high());
            int at = lines.position();
            int end = MarkCodec.write(position, lines.array(), at + 1);
            lines.put((byte) (end - at - 1));
            lines.position(end);
        }

        void putTo(Packed written) {
            written.put(name, 0, nameLength).put(lines.array(), 0, lines.position());
        }
    }
}
