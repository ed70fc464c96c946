package dev.playhead.load.wire;

import static dev.playhead.load.wire.Request.ascii;

/** Says what stands around the events of a sheet: how many form a group, and the bytes before, between and after. */
public record Layout(int eventsPerGroup, byte[] before, byte[] between, byte[] after) {
    public Layout {
        if (eventsPerGroup < 1 || EventSheet.EVENTS % eventsPerGroup != 0) {
            throw new IllegalArgumentException(
                    "a group of " + eventsPerGroup + " events does not divide a sheet of " + EventSheet.EVENTS);
        }
    }

    /** Newline-delimited, the whole sheet at once. */
    public static Layout lines() {
        return new Layout(EventSheet.EVENTS, ascii(""), ascii("\n"), ascii("\n"));
    }

    /** Newline-delimited, any number of events at once. */
    public static Layout singleLines() {
        return new Layout(1, ascii(""), ascii(""), ascii("\n"));
    }

    /** The bare events. */
    public static Layout bare() {
        return new Layout(1, ascii(""), ascii(""), ascii(""));
    }

    /** The sheet's lines as one chunk of a chunked request. */
    public static Layout chunk(int eventBytes) {
        int length = EventSheet.EVENTS * (eventBytes + 1);
        return new Layout(EventSheet.EVENTS, ascii(Integer.toHexString(length) + "\r\n"), ascii("\n"), ascii("\n\r\n"));
    }

    /** Whole requests, each with a JSON array of events. */
    public static Layout batches(Request request, int eventsPerBatch, int eventBytes) {
        int length = eventsPerBatch * (eventBytes + 1) + 1;
        return new Layout(eventsPerBatch, request.head(length, "["), ascii(","), ascii("]"));
    }

    /** Whole requests, each with one event. */
    public static Layout single(Request request, int eventBytes) {
        return new Layout(1, request.head(eventBytes, ""), ascii(""), ascii(""));
    }

    int groupBytes(int eventBytes) {
        return before.length + eventsPerGroup * eventBytes + (eventsPerGroup - 1) * between.length + after.length;
    }
}
