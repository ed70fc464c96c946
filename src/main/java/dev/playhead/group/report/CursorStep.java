package dev.playhead.group.report;

import dev.playhead.event.OffsetRange;
import dev.playhead.event.Partition;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.GroupCursor.Basis;
import dev.playhead.group.GroupCursor.Progress;
import dev.playhead.group.Lease;
import java.util.List;

/**
 * Describes the move of a group's cursor in one partition; immutable. After a move back no event from there on is
 * settled. After a move forward all events before it are settled, and settled events from there on stay so.
 *
 * @param before the cursor of the group before the move
 * @param to the new position of the cursor
 */
record CursorStep(GroupCursor before, long to) {
    Partition partition() {
        return before.at();
    }

    /** Returns whether settled events come again; a cursor that stays goes back over the settled events after it. */
    boolean isBack() {
        return to < before.cursor()
                || to == before.cursor() && !before.settled().isEmpty();
    }

    boolean changes() {
        return isBack() || to > before.cursor();
    }

    /** The offsets that the move concerns. */
    OffsetRange range() {
        return isBack()
                ? new OffsetRange(to, Math.max(before.progress().end(), before.cursor()))
                : new OffsetRange(before.cursor(), to);
    }

    /** The place of the group after the move, written under that lease. */
    GroupCursor after(Lease lease) {
        return new GroupCursor(
                before.group(),
                before.topic(),
                before.topicId(),
                before.partition(),
                lease.epoch(),
                isBack() ? new Progress(to, List.of(), to) : forward(),
                // The group has read nothing up to there: the leader epoch of before would look as if the log was cut
                // off
                isBack() ? before.basis() : new Basis(-1, before.basis().filter()),
                null);
    }

    private Progress forward() {
        long cursor = to;
        List<OffsetRange> settled = before.settled();
        while (!settled.isEmpty() && settled.get(0).from() <= cursor) {
            cursor = Math.max(cursor, settled.get(0).to());
            settled = settled.subList(1, settled.size());
        }
        return new Progress(cursor, settled, Math.max(cursor, before.delivered()));
    }
}
