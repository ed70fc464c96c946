package dev.playhead.event;

import org.jspecify.annotations.Nullable;

/**
 * One fault of a refused request and its place: a JSON pointer into the document, the index in the batch, the line of
 * the stream (from 1), or a header or parameter name. Only the parts that apply are present.
 */
public record Fault(
        String detail,
        @Nullable String pointer,
        @Nullable Integer index,
        @Nullable Long line,
        @Nullable String parameter) {

    public static Fault at(String pointer, String detail) {
        return new Fault(detail, pointer, null, null, null);
    }

    public static Fault inParameter(String parameter, String detail) {
        return new Fault(detail, null, null, null, parameter);
    }

    public Fault ofIndex(int at) {
        return new Fault(detail, pointer, at, line, parameter);
    }
}
