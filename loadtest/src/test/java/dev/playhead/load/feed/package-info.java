/**
 * What the simulations send: events of made orders, or of a file such as a git history.
 *
 * <p>A {@link dev.playhead.load.feed.Feed} is asked for one {@link dev.playhead.load.feed.Draft} after the other, by any
 * thread; it never ends. It imports nothing of the other packages.
 */
@NullMarked
package dev.playhead.load.feed;

import org.jspecify.annotations.NullMarked;
