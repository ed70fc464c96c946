package dev.playhead.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares a component of a settings record: its key in the file ({@code http.port}, in the environment
 * {@code PLAYHEAD_HTTP_PORT}), its default as it would be written in the file, and its meaning in a sentence.
 *
 * <p>An empty default means "not given" for an {@code Optional} component. The loader checks the
 * bounds. The record's constructor checks how its values relate to each other, and throws {@link IllegalArgumentException}
 * with a sentence that says what would be right.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface Setting {
    String key();

    String defaultValue() default "";

    /** The least value, written as in the file; empty: none but the type's. */
    String least() default "";

    /** The largest value, written as in the file; empty: none but the type's. */
    String most() default "";

    String meaning();
}
