/** What {@code cluster/monitoring} asks for, read from its files, and held to what a node publishes. */
@org.jspecify.annotations.NullMarked
package dev.playhead.watch;
