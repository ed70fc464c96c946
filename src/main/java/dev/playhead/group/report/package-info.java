/**
 * Reports on groups, and changes them from outside: lag, owners, confirmations over HTTP, cursor moves, the removal of
 * a group.
 *
 * <p>Any thread.
 */
@NullMarked
package dev.playhead.group.report;

import org.jspecify.annotations.NullMarked;
