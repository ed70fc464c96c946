/**
 * Configures the log of a node by Logback: its format, its level, and the name of the node.
 *
 * <p>{@link dev.playhead.logback.Logs} takes the settings before the first logger exists, and the node's name later.
 * The formats are in {@code text.xml} and {@code json.xml} beside it. All other packages log through SLF4J, one line
 * for each change of state. They put values into the line as key and value, never into the message. It runs on the main
 * thread and imports only the settings.
 */
@NullMarked
package dev.playhead.logback;

import org.jspecify.annotations.NullMarked;
