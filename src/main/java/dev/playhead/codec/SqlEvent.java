package dev.playhead.codec;

import dev.playhead.event.Attributes;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An event as the SDK wants to see it, of which CESQL asks only for attributes, by name; owned by one evaluation. */
@SuppressWarnings("NullAway") // the SDK's interface has no annotations: absent attributes are null there
final class SqlEvent implements CloudEvent {
    private final Attributes attributes;
    private final int longestText;

    /** Texts longer than that are not shown: asking for one fails. */
    SqlEvent(Attributes attributes, int longestText) {
        this.attributes = attributes;
        this.longestText = longestText;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        String text = attributes.get(name);
        if (text != null && text.length() > longestText) {
            throw new IllegalArgumentException(name + " is too long to be looked at");
        }
        return text;
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

    /** Answers for one name at a time; nobody lists them. */
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
