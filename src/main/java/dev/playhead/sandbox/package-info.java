/**
 * Runs the embedded Kafka (one KRaft node) and Redis as supervised child processes. Their data is under one data
 * directory and survives restarts.
 *
 * <p>{@link dev.playhead.sandbox.Sandbox} locks the data directory, and removes the remains of a killed node. It gives
 * each child a {@code Supervisor}. The supervisor prepares its {@code Program}, starts it behind a guard, probes it
 * until it is ready, and restarts it when it dies. One thread watches each child, and calls the listener.
 */
@NullMarked
package dev.playhead.sandbox;

import org.jspecify.annotations.NullMarked;
