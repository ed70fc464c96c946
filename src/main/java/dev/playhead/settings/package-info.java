/**
 * Declares settings: the annotation with the key, the default and the meaning of a record component.
 *
 * <p>Each package keeps its own settings in a record, and its components carry {@link dev.playhead.settings.Setting}.
 * The package {@code config} fills those records.
 */
@NullMarked
package dev.playhead.settings;

import org.jspecify.annotations.NullMarked;
