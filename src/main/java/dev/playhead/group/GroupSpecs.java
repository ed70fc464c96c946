package dev.playhead.group;

import dev.playhead.codec.FilterCodec;
import dev.playhead.delivery.Start;
import dev.playhead.event.EventFilter;
import dev.playhead.event.RefusedException;
import io.vertx.core.json.JsonObject;

/** Reads the settings of groups from JSON and writes them; shared by threads. */
public final class GroupSpecs {
    private final GroupSettings settings;
    private final FilterCodec filters;

    public GroupSpecs(GroupSettings settings, FilterCodec filters) {
        this.settings = settings;
        this.filters = filters;
    }

    /**
     * The spec that the body of a {@code PUT} says; what it leaves out is as in the settings.
     *
     * @throws RefusedException {@code invalid_request}, {@code invalid_filter}, {@code invalid_token}, with the places of all faults
     */
    public GroupSpec read(JsonObject body) {
        throw new UnsupportedOperationException();
    }

    /**
     * The spec that a {@code subscribe} frame asks for, of which only {@code topics}, {@code filter} and {@code from} are
     * looked at; what it leaves out of {@code base} is as there.
     *
     * @param frame as {@link #read}, where a query is brought to the JSON of a frame first
     */
    public GroupSpec asked(JsonObject frame) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #read} takes it. */
    public JsonObject write(GroupSpec spec) {
        throw new UnsupportedOperationException();
    }

    /** The compiled filter of a spec. */
    public EventFilter filter(GroupSpec spec) {
        throw new UnsupportedOperationException();
    }

    /** Where a group of the spec begins. */
    public Start from(GroupSpec spec) {
        throw new UnsupportedOperationException();
    }
}
