/**
 * The benchmark: which rows there are, how often each runs beside its reference, and what is printed.
 *
 * <p>The way through it: {@link dev.playhead.load.Main} reads the {@link dev.playhead.load.Options}, starts a node,
 * and {@link dev.playhead.load.Bench} runs the {@link dev.playhead.load.Rows} in rounds, row and reference side by side,
 * so that both meet the same machine; {@link dev.playhead.load.Report} takes the medians. All of it runs on the main
 * thread; the drivers in {@code wire}, {@code kafka} and {@code redis} start their own. It imports all the packages below.
 */
@NullMarked
package dev.playhead.load;

import org.jspecify.annotations.NullMarked;
