package dev.playhead.event;

/**
 * Lists the reasons for which a node refuses a request: a stable code, the HTTP status, the WebSocket close code and
 * whether a retry may succeed. Immutable, any thread.
 *
 * <p>The code is the contract. The title is for people: it names the failure first, then the remedy.
 */
public enum Problem {
    MALFORMED("malformed", 400, 1008, false, "The body does not match its media type; correct its syntax"),
    INVALID_EVENT("invalid_event", 400, 1008, false, "The event violates CloudEvents 1.0; correct the attribute"),
    INVALID_REQUEST("invalid_request", 400, 1008, false, "A parameter, header or field is invalid; correct it"),
    INVALID_FILTER("invalid_filter", 400, 1008, false, "The filter is invalid; correct the expression"),
    INVALID_TOKEN(
            "invalid_token",
            400,
            1008,
            false,
            "The resume token is invalid for these topics; start from a time or an offset"),
    UNKNOWN_OP("unknown_op", 400, 1008, false, "The protocol does not define this op; send an op of the protocol"),
    UNAUTHORIZED("unauthorized", 401, 1008, false, "The bearer token is missing or invalid; send a valid token"),
    FORBIDDEN(
            "forbidden",
            403,
            1008,
            false,
            "The node does not serve this Host or Origin; add it to the access settings"),
    RESERVED_TOPIC(
            "reserved_topic",
            403,
            1008,
            false,
            "The prefixes playhead. and __ are reserved; choose another topic name"),
    KAFKA_DENIED(
            "kafka_denied", 403, 1008, false, "Kafka denies the node access; grant it in the access rules of Kafka"),
    KAFKA_POLICY("kafka_policy", 403, 1008, false, "A policy of Kafka forbids this; change the request"),
    NOT_FOUND("not_found", 404, 1008, false, "The resource does not exist; check the path"),
    TOPIC_NOT_FOUND(
            "topic_not_found", 404, 1013, true, "The topic does not exist; create it, check its name, or retry later"),
    GROUP_NOT_FOUND("group_not_found", 404, 1008, false, "The group does not exist; create it or check its name"),
    REPLAY_NOT_FOUND("replay_not_found", 404, 1008, false, "The replay does not exist; check its id"),
    METHOD_NOT_ALLOWED(
            "method_not_allowed", 405, 1008, false, "The resource does not support this method; see the Allow header"),
    BODY_TIMEOUT("body_timeout", 408, 1008, true, "The body did not arrive in time; send it again"),
    TOPIC_MISMATCH(
            "topic_mismatch", 409, 1008, false, "The topic exists with different settings; use these or another name"),
    TOPIC_IN_USE(
            "topic_in_use",
            409,
            1008,
            false,
            "Groups or replays use the topic; delete or end them, or force the deletion"),
    TOPIC_COLLIDES("topic_collides", 409, 1008, false, "Kafka cannot tell this name from another; choose another name"),
    GROUP_MISMATCH(
            "group_mismatch", 409, 1008, false, "The group exists with different settings; use these or another name"),
    GROUP_IN_USE("group_in_use", 409, 1008, true, "The group has open connections; close them and retry"),
    REPLAY_STATE(
            "replay_state", 409, 1008, false, "The state of the replay does not permit this; read the state first"),
    TOO_LARGE("too_large", 413, 1009, false, "The request exceeds a size limit; send less"),
    URI_TOO_LONG("uri_too_long", 414, 1009, false, "The request line exceeds its size limit; send a shorter URI"),
    UNSUPPORTED_MEDIA_TYPE(
            "unsupported_media_type",
            415,
            1008,
            false,
            "The resource does not accept this media type; see the Accept header"),
    RECORD_REFUSED("record_refused", 422, 1008, false, "The settings of the topic forbid this record; correct either"),
    KEY_REUSED("key_reused", 422, 1008, false, "The key belongs to another request; choose another key"),
    UPGRADE_REQUIRED(
            "upgrade_required", 426, 1008, false, "The address is that of a WebSocket; send the handshake of RFC 6455"),
    HEADERS_TOO_LARGE(
            "headers_too_large",
            431,
            1009,
            false,
            "The headers exceed their size limit; send fewer or shorter headers"),
    BUSY("busy", 429, 1013, true, "Too many requests are in flight; retry later"),
    OVER_QUOTA("over_quota", 429, 1013, true, "Quota exceeded; remove a resource or raise the limit"),
    INTERNAL("internal", 500, 1011, true, "The node failed; see its log and retry"),
    KAFKA_REFUSED(
            "kafka_refused", 500, 1011, false, "Kafka refuses this permanently; correct the settings of the node"),
    UNAVAILABLE("unavailable", 503, 1013, true, "A dependency is unavailable; retry later"),
    APPEND_UNKNOWN("append_unknown", 503, 1013, true, "The outcome of the append is unknown; send the event again"),
    EARLIER_FAILED(
            "earlier_failed", 503, 1013, true, "An earlier event with this key failed; send both again in order"),
    PARKING_FULL(
            "parking_full",
            503,
            1013,
            true,
            "The dead-letter store of the group is full; redrive or discard parked events"),
    GOING_AWAY("going_away", 503, 1001, true, "The node is stopping; connect to another node");

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
