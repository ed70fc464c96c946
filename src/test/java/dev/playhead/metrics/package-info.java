/** What lets meters through, tried. */
@org.jspecify.annotations.NullMarked
package dev.playhead.metrics;
