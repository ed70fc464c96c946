/**
 * The reference of single requests: the smallest HTTP server that reads an event and says 202, a process of its own.
 *
 * <p>It runs on Vert.x event loops and imports nothing of the other packages.
 */
@NullMarked
package dev.playhead.load.bare;

import org.jspecify.annotations.NullMarked;
