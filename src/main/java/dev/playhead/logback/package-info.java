/**
 * Configures the log of a node, by Logback: its form, its level, and the name of the node.
 *
 * <p>The way through it: {@link dev.playhead.logback.Logs} is told the settings before the first logger is made, and the
 * node's name once it is known; the form itself stands in {@code text.xml} and {@code json.xml} beside it. Everybody else
 * logs through SLF4J, a line for each change of state, with what it is about as key and value and never in the text. It
 * runs on the main thread and imports the settings alone.
 */
@NullMarked
package dev.playhead.logback;

import org.jspecify.annotations.NullMarked;
