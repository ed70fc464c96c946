/**
 * The way in: admission, the duplicate window, the log, the receipt.
 *
 * <p>An edge hands over parsed events; {@link dev.playhead.ingest.Deduplication} decides in one round trip which of them
 * are new; those go to the log, and only when it has committed is anything answered. Calls come on event loops and are
 * answered on the caller's; the log's answers come on threads of its own. It imports {@code log}, {@code codec},
 * {@code event}, {@code settings} and {@code metrics}.
 */
@NullMarked
package dev.playhead.ingest;

import org.jspecify.annotations.NullMarked;
