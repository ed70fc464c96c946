package dev.playhead.log;

/** What a read at an offset found. */
public sealed interface Read {
    /** The block that holds the offset, or the first record after it where the offset itself is a hole. */
    record Loaded(Block block) implements Read {}

    /** There is nothing yet: the offset is the end of what can be read. */
    record AtEnd(long end) implements Read {}

    /** Offsets in [from, to) can no longer be read (or not yet again, where a log was truncated); go on at to. */
    record Lost(long from, long to, String reason) implements Read {}
}
