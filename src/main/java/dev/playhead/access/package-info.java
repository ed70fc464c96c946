/**
 * Controls access: bearer tokens, and the hosts and origins that this node answers to.
 *
 * <p>The way through it: an edge asks {@link dev.playhead.access.Access} for every request or connection and gets
 * the refusal to answer, or null. {@code TokenFile} reads the file of hashed tokens again when it changes. Asking is
 * for any thread and does no I/O; the file is watched on a thread of its own.
 */
@NullMarked
package dev.playhead.access;

import org.jspecify.annotations.NullMarked;
