/**
 * Controls access: bearer tokens, and the hosts and origins that this node serves.
 *
 * <p>An edge asks {@link dev.playhead.access.Access} at every request or connection, and gets the refusal to answer, or
 * null. {@code TokenFile} reads the file of hashed tokens again after each change. A question may come on any thread
 * and does no I/O. A separate thread watches the file.
 */
@NullMarked
package dev.playhead.access;

import org.jspecify.annotations.NullMarked;
