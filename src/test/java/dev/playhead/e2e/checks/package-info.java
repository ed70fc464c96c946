/**
 * Records the history of a run and checks it against the promises, after the run, on one thread.
 *
 * <p>{@code History} takes the entries, from any thread. {@code Checkers} and {@code OrderCheckers} read them and name
 * each violation. They know no node and no client.
 */
@org.jspecify.annotations.NullMarked
package dev.playhead.e2e.checks;
