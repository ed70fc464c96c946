/**
 * The processes of a measurement: the node and its children, what each has spent, what Redis holds, a recording of one.
 *
 * <p>All of it is called from the main thread between measurements. It imports nothing of the other packages.
 */
@NullMarked
package dev.playhead.load.machine;

import org.jspecify.annotations.NullMarked;
