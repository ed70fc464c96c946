package dev.playhead.metrics;

import java.util.List;

/**
 * Lists the published meters of Vert.x and the JVM's binders. Other meters are not published, so that no library's next
 * release adds labels without a limit.
 */
public enum Borrowed {
    HTTP_REQUESTS(
            Meter.Kind.COUNTER,
            "vertx_http_server_requests_total",
            "Requests by route and status code",
            "method, route, code"),
    HTTP_RESPONSE_TIME(
            Meter.Kind.TIMER,
            "vertx_http_server_response_time_seconds",
            "Time from a request's head to the end of its answer",
            "method, route, code"),
    HTTP_ACTIVE_REQUESTS(Meter.Kind.GAUGE, "vertx_http_server_active_requests", "Requests in progress", ""),
    HTTP_CONNECTIONS(
            Meter.Kind.GAUGE,
            "vertx_http_server_active_connections",
            "Open HTTP connections, including WebSockets",
            ""),
    HTTP_WEBSOCKETS(Meter.Kind.GAUGE, "vertx_http_server_active_ws_connections", "Open WebSockets", ""),
    HTTP_BYTES_READ(
            Meter.Kind.COUNTER,
            "vertx_http_server_bytes_read_total",
            "Bytes read from HTTP and WebSocket connections",
            ""),
    HTTP_BYTES_WRITTEN(
            Meter.Kind.COUNTER,
            "vertx_http_server_bytes_written_total",
            "Bytes written to HTTP and WebSocket connections",
            ""),
    NET_CONNECTIONS(
            Meter.Kind.GAUGE,
            "vertx_net_server_active_connections",
            "Open TCP connections, including the event bus",
            ""),
    NET_BYTES_READ(Meter.Kind.COUNTER, "vertx_net_server_bytes_read_total", "Bytes read from TCP connections", ""),
    NET_BYTES_WRITTEN(
            Meter.Kind.COUNTER, "vertx_net_server_bytes_written_total", "Bytes written to TCP connections", ""),
    BUS_HANDLERS(Meter.Kind.GAUGE, "vertx_eventbus_handlers", "Handlers registered on the event bus", ""),
    BUS_SENT(Meter.Kind.COUNTER, "vertx_eventbus_sent_total", "Point-to-point messages sent on the event bus", "side"),
    BUS_RECEIVED(Meter.Kind.COUNTER, "vertx_eventbus_received_total", "Messages received from the event bus", "side"),
    BUS_PENDING(Meter.Kind.GAUGE, "vertx_eventbus_pending", "Messages that wait for their handler", "side"),
    POOL_COMPLETED(
            Meter.Kind.COUNTER, "vertx_pool_completed_total", "Tasks completed by the pool", "pool_type, pool_name"),
    POOL_QUEUE_TIME(
            Meter.Kind.TIMER,
            "vertx_pool_queue_time_seconds",
            "Time that tasks waited for a thread",
            "pool_type, pool_name"),
    POOL_IN_USE(Meter.Kind.GAUGE, "vertx_pool_in_use", "Busy threads of the pool", "pool_type, pool_name"),
    MEMORY_USED(Meter.Kind.GAUGE, "jvm_memory_used_bytes", "Memory used by the JVM", "area, id"),
    MEMORY_COMMITTED(Meter.Kind.GAUGE, "jvm_memory_committed_bytes", "Memory committed to the JVM", "area, id"),
    MEMORY_MAX(Meter.Kind.GAUGE, "jvm_memory_max_bytes", "Maximum memory of the JVM; -1 means no limit", "area, id"),
    BUFFER_USED(Meter.Kind.GAUGE, "jvm_buffer_memory_used_bytes", "Memory of buffers outside the heap", "id"),
    GC_PAUSE(Meter.Kind.TIMER, "jvm_gc_pause_seconds", "Pauses for garbage collection", "action, cause, gc"),
    GC_ALLOCATED(
            Meter.Kind.COUNTER, "jvm_gc_memory_allocated_bytes_total", "Bytes allocated in the young generation", ""),
    GC_PROMOTED(Meter.Kind.COUNTER, "jvm_gc_memory_promoted_bytes_total", "Bytes promoted to the old generation", ""),
    GC_LIVE(
            Meter.Kind.GAUGE,
            "jvm_gc_live_data_size_bytes",
            "Bytes in the old generation after its last collection",
            ""),
    GC_MAX(Meter.Kind.GAUGE, "jvm_gc_max_data_size_bytes", "Maximum size of the old generation, in bytes", ""),
    THREADS_LIVE(Meter.Kind.GAUGE, "jvm_threads_live_threads", "Threads", ""),
    THREADS_STATES(Meter.Kind.GAUGE, "jvm_threads_states_threads", "Threads by state", "state"),
    CPU_USAGE(Meter.Kind.GAUGE, "process_cpu_usage", "CPU usage of the process, 0 to 1", ""),
    CPU_TIME(Meter.Kind.COUNTER, "process_cpu_time_ns_total", "CPU time of the process, in nanoseconds", ""),
    SYSTEM_CPU_USAGE(Meter.Kind.GAUGE, "system_cpu_usage", "CPU usage of the machine, 0 to 1", ""),
    CPU_COUNT(Meter.Kind.GAUGE, "system_cpu_count", "Processors available to the JVM", ""),
    FILES_OPEN(Meter.Kind.GAUGE, "process_files_open_files", "Open files and sockets", ""),
    FILES_MAX(Meter.Kind.GAUGE, "process_files_max_files", "Maximum number of open files and sockets", ""),
    START_TIME(
            Meter.Kind.GAUGE,
            "process_start_time_seconds",
            "Start time of the process, in seconds since the epoch",
            "");

    private final Meter.Kind kind;
    private final String published;
    private final String meaning;
    private final String labels;

    Borrowed(Meter.Kind kind, String published, String meaning, String labels) {
        this.kind = kind;
        this.published = published;
        this.meaning = meaning;
        this.labels = labels;
    }

    public Meter.Kind kind() {
        return kind;
    }

    /** The name as Prometheus sees it; of a timer or summary without {@code _count}, {@code _sum} and {@code _bucket}. */
    public String published() {
        return published;
    }

    public String meaning() {
        return meaning;
    }

    public List<String> labels() {
        return labels.isEmpty() ? List.of() : List.of(labels.split(", "));
    }
}
