/**
 * Reports on groups and changes from outside: lag, owners, confirmations over HTTP, the end of a group.
 *
 * <p>Any thread.
 */
@NullMarked
package dev.playhead.group.report;

import org.jspecify.annotations.NullMarked;
