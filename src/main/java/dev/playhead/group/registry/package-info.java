/**
 * Keeps the existing groups, their settings, and the journal of their cursors.
 *
 * <p>{@link dev.playhead.group.registry.Groups} holds the settings, and
 * {@link dev.playhead.group.registry.JournaledCursors} the cursors. {@link dev.playhead.group.registry.Mirroring}
 * copies the cursors to Kafka's own consumer groups. Any thread.
 */
@NullMarked
package dev.playhead.group.registry;

import org.jspecify.annotations.NullMarked;
