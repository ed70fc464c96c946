/**
 * The history of any git repository as CloudEvents: a tool beside the node, started as {@code git-events}.
 *
 * <p>The way through: {@link dev.playhead.git.GitEvents} reads the command line, {@code History} streams what the
 * {@code git} program tells of each commit, {@code EventLines} writes a line for each {@code Change}. All of it runs
 * on the caller's thread and holds one change at a time.
 */
@NullMarked
package dev.playhead.git;

import org.jspecify.annotations.NullMarked;
