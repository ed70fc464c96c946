package dev.playhead.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Takes spans by OTLP over HTTP, as a collector of traces does. Any thread. */
public final class Collector implements AutoCloseable {
    private final List<Collected> spans = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    /**
     * A span as it came, ids in hex.
     *
     * @param parent empty where it has none
     * @param links the trace ids of its links
     */
    public record Collected(
            String name,
            String traceId,
            String spanId,
            String parent,
            List<String> links,
            Map<String, String> attributes,
            Map<String, String> resource,
            boolean failed,
            long fromNanos,
            long toNanos) {}

    public Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    /** All that have come. */
    public List<Collected> spans() {
        return List.copyOf(spans);
    }

    /** Those of the name. */
    public List<Collected> spans(String name) {
        return spans.stream().filter(span -> span.name().equals(name)).toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
                    .getResourceSpansList()
                    .forEach(ofResource -> {
                        Map<String, String> resource =
                                texts(ofResource.getResource().getAttributesList());
                        ofResource.getScopeSpansList().forEach(scope -> scope.getSpansList()
                                .forEach(span -> spans.add(collected(span, resource))));
                    });
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Collected collected(Span span, Map<String, String> resource) {
        HexFormat hex = HexFormat.of();
        return new Collected(
                span.getName(),
                hex.formatHex(span.getTraceId().toByteArray()),
                hex.formatHex(span.getSpanId().toByteArray()),
                hex.formatHex(span.getParentSpanId().toByteArray()),
                span.getLinksList().stream()
                        .map(link -> hex.formatHex(link.getTraceId().toByteArray()))
                        .toList(),
                texts(span.getAttributesList()),
                resource,
                span.getStatus().getCodeValue() == 2,
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano());
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, each -> text(each.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasStringValue() ? value.getStringValue() : Long.toString(value.getIntValue());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
