/**
 * Tests of a whole node, from outside: a process of its own with its children, met through its ports alone.
 *
 * <p>The harness is {@code NodeProcess} (the process), {@code Http}, {@code Lines}, {@code Stream} and {@code RawSocket}
 * (clients, each of one thread), {@code Meters} (what the node publishes) and {@code Eventually} (bounded waits).
 */
@org.jspecify.annotations.NullMarked
package dev.playhead.e2e;
