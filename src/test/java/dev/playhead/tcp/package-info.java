/** Tests of the line edge. */
@NullMarked
package dev.playhead.tcp;

import org.jspecify.annotations.NullMarked;
