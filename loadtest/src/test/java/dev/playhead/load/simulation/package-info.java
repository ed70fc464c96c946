/**
 * Gatling's simulations: what users of a node do, how much of it, and what must hold afterwards.
 *
 * <p>The way through it: a simulation reads its {@link dev.playhead.load.simulation.Plan} from the
 * {@link dev.playhead.load.simulation.Knob}s and opens a {@link dev.playhead.load.simulation.Stage}: the node, a topic of
 * its own, the books. Its {@link dev.playhead.load.simulation.Script} puts together who does what: first an opening that
 * makes the topic, waits for the consumers and warms up, then the producers, then a closing that waits until all has come and says
 * whether each claim holds, as a request of Gatling's report that failed or did not. What runs inside virtual users runs on
 * Gatling's event loops and never blocks. It imports {@code books}, {@code feed} and {@code machine}.
 */
@NullMarked
package dev.playhead.load.simulation;

import org.jspecify.annotations.NullMarked;
