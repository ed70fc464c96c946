package dev.playhead.metrics;

import io.micrometer.core.instrument.Meter.Id;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Owns all meters of a node: its own, and the {@link Borrowed} ones of Vert.x and the JVM. Any thread. */
public final class Registry implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    public Registry() {
        registry.config().meterFilter(new OnlyListed());
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Lets the Vert.x that is built measure itself. */
    public VertxBuilder measuring(VertxBuilder builder, VertxOptions options) {
        MicrometerMetricsOptions measured = new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(EnumSet.of(Label.EB_SIDE, Label.POOL_TYPE, Label.POOL_NAME));
        MicrometerMetricsFactory factory = new MicrometerMetricsFactory(registry);
        return builder.with(options.setMetricsOptions(measured))
                .withMetrics(given -> new VertxMeters(factory.metrics(given), new HttpMeters(registry)));
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    /** Lets nothing through that no table tells of. */
    private final class OnlyListed implements MeterFilter {
        private final Set<String> own =
                Arrays.stream(Meter.values()).map(Meter::meterName).collect(Collectors.toSet());
        private final Set<String> borrowed = Arrays.stream(Borrowed.values())
                .map(each -> each.published().replaceFirst("_total$", ""))
                .collect(Collectors.toSet());

        @Override
        public MeterFilterReply accept(Id id) {
            boolean listed = own.contains(id.getName())
                    || borrowed.contains(published(id))
                    || borrowed.contains(published(id) + "_seconds");
            return listed ? MeterFilterReply.NEUTRAL : MeterFilterReply.DENY;
        }

        /** Returns the published name without the {@code _total} of counters, which the writer adds. */
        private String published(Id id) {
            return registry.config().namingConvention().name(id.getName(), id.getType(), id.getBaseUnit());
        }
    }
}
