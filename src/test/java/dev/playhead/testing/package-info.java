/** What tests share: in-memory twins of the ports, and the real stores to hold them against. */
@NullMarked
package dev.playhead.testing;

import org.jspecify.annotations.NullMarked;
