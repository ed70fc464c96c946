package dev.playhead.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A valid CloudEvent on its way in, as it will be stored: the received bytes, unchanged, and what ingestion needs to
 * know of them. The arrays are UTF-8, belong to the event and are never changed.
 */
public final class Event {
    private final byte[] source;
    private final byte[] id;
    private final byte[] key;
    private final byte[] value;
    private final List<Header> headers;

    /**
     * @param source the attribute {@code source}, unescaped
     * @param id the attribute {@code id}, unescaped
     * @param key what orders it: {@code partitionkey}, else {@code subject}, else {@code source}
     * @param value the record's value: the CloudEvent's JSON in structured mode, its data in binary mode
     * @param headers the record's headers as the CloudEvents binding for Kafka has them
     */
    public Event(byte[] source, byte[] id, byte[] key, byte[] value, List<Header> headers) {
        this.source = source;
        this.id = id;
        this.key = key;
        this.value = value;
        this.headers = headers;
    }

    /** The same with more headers, which are no attributes of it. */
    public Event with(List<Header> more) {
        List<Header> all = new ArrayList<>(headers.size() + more.size());
        all.addAll(headers);
        all.addAll(more);
        return new Event(source, id, key, value, List.copyOf(all));
    }

    public byte[] source() {
        return source;
    }

    public byte[] id() {
        return id;
    }

    public byte[] key() {
        return key;
    }

    public byte[] value() {
        return value;
    }

    public List<Header> headers() {
        return headers;
    }

    /** Source and id as text. */
    public EventId eventId() {
        return new EventId(new String(source, StandardCharsets.UTF_8), new String(id, StandardCharsets.UTF_8));
    }

    /** A record header of the log: a name and its bytes, which nobody changes. */
    @SuppressWarnings("ArrayRecordComponent") // never compared: it travels from the edge to the producer
    public record Header(String name, byte[] value) {}
}
