package dev.playhead.event;

/**
 * What can be answered instead of what was asked for: a stable code, the HTTP status, the WebSocket close code and
 * whether the same request may succeed later.
 *
 * <p>The code is the contract; the text that goes with it is for people.
 */
public enum Problem {
    MALFORMED("malformed", 400, 1008, false, "The bytes are not what their media type says"),
    INVALID_EVENT("invalid_event", 400, 1008, false, "The CloudEvent breaks a rule of CloudEvents 1.0"),
    INVALID_REQUEST("invalid_request", 400, 1008, false, "A parameter, header or field is not understood"),
    INVALID_FILTER("invalid_filter", 400, 1008, false, "The filter is not understood"),
    INVALID_TOKEN("invalid_token", 400, 1008, false, "The resume token is not one of Playhead's for these topics"),
    UNKNOWN_OP("unknown_op", 400, 1008, false, "The frame's op is not one of the protocol"),
    UNAUTHORIZED("unauthorized", 401, 1008, false, "A valid bearer token is needed"),
    FORBIDDEN("forbidden", 403, 1008, false, "The Host or Origin is not one that this node serves"),
    RESERVED_TOPIC("reserved_topic", 403, 1008, false, "Topics that begin with playhead. or __ are reserved"),
    NOT_FOUND("not_found", 404, 1008, false, "There is nothing of that name"),
    TOPIC_NOT_FOUND("topic_not_found", 404, 1008, false, "There is no topic of that name"),
    GROUP_NOT_FOUND("group_not_found", 404, 1008, false, "There is no group of that name"),
    REPLAY_NOT_FOUND("replay_not_found", 404, 1008, false, "There is no replay of that id"),
    METHOD_NOT_ALLOWED("method_not_allowed", 405, 1008, false, "The resource does not know this method"),
    BODY_TIMEOUT("body_timeout", 408, 1008, true, "The body did not arrive in time"),
    TOPIC_MISMATCH("topic_mismatch", 409, 1008, false, "The topic exists with other settings"),
    GROUP_MISMATCH("group_mismatch", 409, 1008, false, "The group exists with other settings"),
    GROUP_IN_USE("group_in_use", 409, 1008, true, "The group has connections"),
    REPLAY_STATE("replay_state", 409, 1008, false, "The state of the replay does not allow it"),
    TOO_LARGE("too_large", 413, 1009, false, "A limit on size was passed"),
    URI_TOO_LONG("uri_too_long", 414, 1009, false, "The request line is longer than the node takes"),
    UNSUPPORTED_MEDIA_TYPE("unsupported_media_type", 415, 1008, false, "The media type is not one that is taken here"),
    HEADERS_TOO_LARGE("headers_too_large", 431, 1009, false, "The headers are larger than the node takes"),
    BUSY("busy", 429, 1013, true, "Too much is in flight"),
    OVER_QUOTA("over_quota", 429, 1013, true, "As much as is allowed is there already"),
    INTERNAL("internal", 500, 1011, true, "Playhead failed; the log of the node tells more"),
    UNAVAILABLE("unavailable", 503, 1013, true, "Something that is needed is away"),
    APPEND_UNKNOWN("append_unknown", 503, 1013, true, "It is not known whether the event was stored"),
    EARLIER_FAILED("earlier_failed", 503, 1013, true, "An earlier event of the same key on this connection failed"),
    PARKING_FULL("parking_full", 503, 1013, true, "The group has parked as many events as it may"),
    GOING_AWAY("going_away", 503, 1001, true, "The node is stopping");

    private final String code;
    private final int status;
    private final int closeCode;
    private final boolean retryable;
    private final String title;

    Problem(String code, int status, int closeCode, boolean retryable, String title) {
        this.code = code;
        this.status = status;
        this.closeCode = closeCode;
        this.retryable = retryable;
        this.title = title;
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }

    public int closeCode() {
        return closeCode;
    }

    public boolean retryable() {
        return retryable;
    }

    public String title() {
        return title;
    }

    public Refusal because(String detail) {
        return new Refusal(this, detail, java.util.List.of());
    }
}
