package dev.playhead.codec;

import dev.playhead.event.Parsed;
import dev.playhead.event.Refusal;
import java.util.List;

/** The result of reading a batch: its elements one by one, or one refusal of a malformed document. */
public sealed interface ParsedBatch {

    /** One for each element, in order; the faults of a refused one carry its index. */
    record Elements(List<Parsed> elements) implements ParsedBatch {}

    /** The document is broken or over a limit as a whole; nothing of it is taken. */
    record Broken(Refusal refusal) implements ParsedBatch {}
}
