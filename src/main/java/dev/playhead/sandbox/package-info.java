/**
 * The embedded default: a real Kafka (one KRaft node) and a real Redis as supervised child processes, their data under
 * one data directory that survives restarts.
 *
 * <p>The way through it: {@link dev.playhead.sandbox.Sandbox} locks the data directory, clears away what a killed
 * node left, and gives each child a {@code Supervisor}, which prepares its {@code Program}, starts it behind a
 * guard, probes it until it serves, and starts it again when it dies. Each child is watched by a thread of its own;
 * the listener is called there.
 */
@NullMarked
package dev.playhead.sandbox;

import org.jspecify.annotations.NullMarked;
