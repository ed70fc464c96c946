/**
 * Fills the settings records of all packages from the file, the environment and the command line, and lists the
 * settings.
 *
 * <p>{@link dev.playhead.config.Settings} lists the records. {@code Keys} reads their keys. {@code FileSource},
 * {@code EnvironmentSource} and {@code ArgumentSource} turn their input into {@code Given} values; a later source wins
 * over an earlier one. {@code Values} parses their text. {@link dev.playhead.config.SettingsLoader} builds the records
 * and collects all faults. It runs once, on the main thread, and may import every package with settings.
 */
@NullMarked
package dev.playhead.config;

import org.jspecify.annotations.NullMarked;
