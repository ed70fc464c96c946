/**
 * The confirmations of groups in Redis: a log of identities, of which nodes hold copies.
 *
 * <p>{@link dev.playhead.redis.confirmations.ConfirmationLog} calls the script; {@link
 * dev.playhead.redis.confirmations.ConfirmationCopy} is what a node knows of the log.
 */
@NullMarked
package dev.playhead.redis.confirmations;

import org.jspecify.annotations.NullMarked;
