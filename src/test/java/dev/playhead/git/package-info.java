/** Tests of the tool, and {@link dev.playhead.git.Tree}, which rebuilds a tree from its events. */
@org.jspecify.annotations.NullMarked
package dev.playhead.git;
