package dev.playhead.tracing;

import dev.playhead.codec.TraceContext;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Owns OpenTelemetry's SDK and the thread by which it sends spans. Any thread. */
final class OpenTelemetryTraces implements Traces {
    private final TracingSettings settings;
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    OpenTelemetryTraces(TracingSettings settings, String node, String version) {
        this.settings = settings;
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint())
                .setTimeout(settings.timeout())
                .build();
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.builder()
                        .put("service.name", "playhead")
                        .put("service.instance.id", node)
                        .put("service.version", version)
                        .build()))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.sample())))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setMaxQueueSize(settings.queue())
                        .setMaxExportBatchSize(Math.min(settings.queue(), 512))
                        .setScheduleDelay(settings.interval())
                        .setExporterTimeout(settings.timeout())
                        .build())
                .build();
        this.tracer = provider.get("dev.playhead", version);
    }

    @Override
    public Work begin(Kind kind, String name, @Nullable TraceContext parent) {
        SpanBuilder span = tracer.spanBuilder(name)
                .setSpanKind(
                        switch (kind) {
                            case ASKED -> SpanKind.SERVER;
                            case SENT -> SpanKind.PRODUCER;
                        });
        return work(
                parent == null
                        ? span.setNoParent()
                        : span.setParent(Context.root().with(Span.wrap(context(parent)))));
    }

    @Override
    public Work begun(String name, long fromMillis) {
        return work(tracer.spanBuilder(name).setNoParent().setStartTimestamp(fromMillis, TimeUnit.MILLISECONDS));
    }

    private Work work(SpanBuilder builder) {
        Span span = builder.startSpan();
        return span.isRecording() ? new Traced(tracer, span) : Work.NONE;
    }

    @Override
    public int links() {
        return settings.links();
    }

    @Override
    public void close() {
        provider.shutdown().join(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    static SpanContext context(TraceContext trace) {
        return SpanContext.createFromRemoteParent(
                trace.traceId(),
                trace.spanId(),
                trace.isSampled() ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
    }
}
