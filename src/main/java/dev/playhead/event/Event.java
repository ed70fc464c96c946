package dev.playhead.event;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds a valid CloudEvent for an append: the received bytes, unchanged, and the attributes that ingestion needs. The
 * arrays are UTF-8, belong to the event and never change.
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
     * @param key the key of its order: {@code partitionkey}, else {@code subject}, else {@code source}
     * @param value the record's value: the CloudEvent's JSON in structured mode, its data in binary mode
     * @param headers the record's headers by the CloudEvents binding for Kafka
     */
    public Event(byte[] source, byte[] id, byte[] key, byte[] value, List<Header> headers) {
        this.source = source;
        this.id = id;
        this.key = key;
        this.value = value;
        this.headers = headers;
    }

    /** Returns the event with more headers, which are not attributes of it. */
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

    /** Holds a record header of the log: a name and its bytes, which never change. */
    @SuppressWarnings("ArrayRecordComponent") // never compared: it travels from the edge to the producer
    public record Header(String name, byte[] value) {}
}
