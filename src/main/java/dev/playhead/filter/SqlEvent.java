package dev.playhead.filter;

import dev.playhead.event.Attributes;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import java.io.Serial;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Presents an event to the SDK, from which CESQL reads attributes by name; owned by one evaluation, and counts its
 * work.
 */
@SuppressWarnings("NullAway") // the SDK's interface has no annotations: absent attributes are null there
final class SqlEvent implements CloudEvent {
    private final Attributes attributes;
    private int steps;

    /** @param steps the maximum of characters to read */
    SqlEvent(Attributes attributes, int steps) {
        this.attributes = attributes;
        this.steps = steps;
    }

    /** @throws TooMuch if these characters exceed the maximum */
    void spend(int characters) {
        steps -= characters;
        if (steps < 0) {
            throw TooMuch.SHARED;
        }
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        Object value = attributes.value(name);
        if (value instanceof String text) {
            spend(text.length());
        }
        return value;
    }

    @Override
    public @Nullable Object getExtension(String name) {
        return getAttribute(name);
    }

    @Override
    public Set<String> getAttributeNames() {
        return new Names();
    }

    @Override
    public Set<String> getExtensionNames() {
        return new Names();
    }

    @Override
    public SpecVersion getSpecVersion() {
        return SpecVersion.V1;
    }

    @Override
    public @Nullable String getId() {
        return attributes.get("id");
    }

    @Override
    public @Nullable String getType() {
        return attributes.get("type");
    }

    @Override
    public @Nullable URI getSource() {
        throw new UnsupportedOperationException("source");
    }

    @Override
    public @Nullable String getDataContentType() {
        return attributes.get("datacontenttype");
    }

    @Override
    public @Nullable URI getDataSchema() {
        throw new UnsupportedOperationException("dataschema");
    }

    @Override
    public @Nullable String getSubject() {
        return attributes.get("subject");
    }

    @Override
    public @Nullable OffsetDateTime getTime() {
        throw new UnsupportedOperationException("time");
    }

    @Override
    public @Nullable CloudEventData getData() {
        return null;
    }

    /** Made once, without a stack, because it may be thrown for each event. */
    private static final class TooMuch extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        static final TooMuch SHARED = new TooMuch();

        private TooMuch() {
            super("the expression reads too many characters", null, false, false);
        }
    }

    /** Answers for one name at a time; no caller lists the names. */
    private final class Names extends AbstractSet<String> {
        @Override
        public boolean contains(Object name) {
            return attributes.get(String.valueOf(name)) != null;
        }

        @Override
        public Iterator<String> iterator() {
            throw new UnsupportedOperationException("names");
        }

        @Override
        public int size() {
            throw new UnsupportedOperationException("names");
        }
    }
}
