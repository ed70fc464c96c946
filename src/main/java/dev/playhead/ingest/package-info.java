/**
 * Appends events: admission, the duplicate window, the order of keys through failures, receipts.
 *
 * <p>An edge fills a {@link dev.playhead.ingest.Submission} with the results of its codec, and gives it to the
 * {@link dev.playhead.ingest.Lane} of its event loop. The lane asks {@link dev.playhead.ingest.Deduplication} for
 * verdicts. It hands new events to the {@link dev.playhead.log.EventLog} in the order of their
 * {@link dev.playhead.ingest.Chain}. When all of them have ended, it runs the edge's answer. A lane and a chain belong
 * to one event loop. The log and the window answer on their own threads.
 */
@NullMarked
package dev.playhead.ingest;

import org.jspecify.annotations.NullMarked;
