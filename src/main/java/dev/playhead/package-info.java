/**
 * The command line and the composition root: the only place that sees everything.
 *
 * <p>{@link dev.playhead.Main} reads the settings and starts a {@code Node}, which opens the {@code Stores} and then the
 * edges, and closes them in the other order.
 */
@NullMarked
package dev.playhead;

import org.jspecify.annotations.NullMarked;
