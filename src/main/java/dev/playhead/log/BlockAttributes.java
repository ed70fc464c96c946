package dev.playhead.log;

import dev.playhead.codec.JsonMembers;
import dev.playhead.codec.TextSlice;
import dev.playhead.event.Attributes;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The attributes of one event of a block: the usual ones at hand, the rest found when asked for; owned by one thread. */
final class BlockAttributes implements Attributes {
    private final Rows rows;
    private final Buffer text;
    private final int row;
    private @Nullable JsonMembers members;

    BlockAttributes(Rows rows, Buffer text, int row) {
        this.rows = rows;
        this.text = text;
        this.row = row;
    }

    @Override
    public @Nullable String get(String name) {
        return switch (name) {
            case "type" -> rows.names().types()[row];
            case "source" -> rows.names().sources()[row];
            case "id" -> slice(rows.names().ids()[row]);
            case "subject" -> slice(rows.names().subjects()[row]);
            case "data", "data_base64" -> null;
            default -> members().text(name);
        };
    }

    @Override
    public @Nullable Object value(String name) {
        return switch (name) {
            case "type", "source", "id", "subject", "data", "data_base64" -> get(name);
            default -> members().value(name);
        };
    }

    private @Nullable String slice(long slice) {
        return slice == TextSlice.NONE ? null : TextSlice.read(text, rows.events()[row], slice);
    }

    private JsonMembers members() {
        JsonMembers found = members;
        if (found == null) {
            found = new JsonMembers(text.getBytes(rows.events()[row], rows.starts()[row + 1] - 2));
            members = found;
        }
        return found;
    }
}
