/**
 * Settings from the outside: fills the settings records of all packages from the file, the environment and the command
 * line, and says what there is to set.
 *
 * <p>The way through it: {@link dev.playhead.config.Settings} lists the records; {@code Keys} reads their keys;
 * {@code FileSource}, {@code EnvironmentSource} and {@code ArgumentSource} turn what was given into {@code Given} values,
 * later ones over earlier ones; {@code Values} reads their text; {@link dev.playhead.config.SettingsLoader} builds the
 * records and collects everything that is wrong. It runs once, on the main thread, and may import every package that
 * has settings.
 */
@NullMarked
package dev.playhead.config;

import org.jspecify.annotations.NullMarked;
