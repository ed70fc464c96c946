/**
 * Turns the history of a git repository into CloudEvents: the command {@code git-events}, outside a node.
 *
 * <p>{@link dev.playhead.git.GitEvents} reads the command line. {@code History} streams the output of the {@code git}
 * program for each commit. {@code EventLines} writes a line for each {@code Change}. All of it runs on the caller's
 * thread and holds one change at a time.
 */
@NullMarked
package dev.playhead.git;

import org.jspecify.annotations.NullMarked;
