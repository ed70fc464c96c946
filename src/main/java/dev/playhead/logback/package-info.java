/**
 * What a node logs, by Logback: in which form, from which level on, and who the node is.
 *
 * <p>The way through it: {@link dev.playhead.logback.Logs} is told the settings before the first logger is made, and the
 * node's name once it is known; the form itself stands in {@code text.xml} and {@code json.xml} beside it. Everybody else
 * logs through SLF4J, a line for each change of state, with what it is about as key and value and never in the text. It
 * runs on the main thread and imports the settings alone.
 */
@NullMarked
package dev.playhead.logback;

import org.jspecify.annotations.NullMarked;
