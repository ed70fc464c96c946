/**
 * Runs nodes, their stores and the tools around them, and speaks to them.
 *
 * <p>Processes: {@code NodeProcess}, {@code SandboxProcess}, {@code Cluster} (nodes beside one pair of stores),
 * {@code Stores} and {@code Ways} (the connections between them, with faults by {@code FaultProxy}), {@code Prometheus}.
 * Clients, each of one thread: {@code Http}, {@code Lines}, {@code Stream}, {@code RawSocket}, {@code Meters}. Users with
 * threads of their own: {@code Feeder}, {@code Member}, {@code Load}, {@code ReplayRun}, {@code Busy}.
 */
@org.jspecify.annotations.NullMarked
package dev.playhead.e2e.harness;
