/**
 * Contains the command line and the composition root: the only package that may import all others.
 *
 * <p>{@link dev.playhead.Main} reads the settings and starts a {@code Node}. The node opens the {@code Stores} and then
 * the edges, and closes them in the reverse order.
 */
@NullMarked
package dev.playhead;

import org.jspecify.annotations.NullMarked;
