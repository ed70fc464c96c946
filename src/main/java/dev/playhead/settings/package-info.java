/**
 * Declares settings: the annotation that names a record component's key, default and meaning.
 *
 * <p>Every package keeps its own settings in a record whose components carry {@link dev.playhead.settings.Setting};
 * the package {@code config} fills those records.
 */
@NullMarked
package dev.playhead.settings;

import org.jspecify.annotations.NullMarked;
