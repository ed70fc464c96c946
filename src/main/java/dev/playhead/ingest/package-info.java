/**
 * The way in: admission, the duplicate window, the order of keys through failures, receipts.
 *
 * <p>An edge fills a {@link dev.playhead.ingest.Submission} with what its codec made of the received bytes and gives
 * it to the {@link dev.playhead.ingest.Lane} of its event loop. The lane asks {@link
 * dev.playhead.ingest.Deduplication} for verdicts, hands what is new to the {@link dev.playhead.log.EventLog} in the
 * order of its {@link dev.playhead.ingest.Chain}, and runs the edge's answer once all of it has ended. Everything of
 * a lane and a chain belongs to one event loop; the log and the window answer on threads of their own.
 */
@NullMarked
package dev.playhead.ingest;

import org.jspecify.annotations.NullMarked;
