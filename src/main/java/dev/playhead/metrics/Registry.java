package dev.playhead.metrics;

import io.micrometer.core.instrument.Meter.Id;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.observability.HttpRequest;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where all meters of a node are: its own, and of what Vert.x and the JVM measure what is {@link Borrowed}. Any thread.
 *
 * <p>Vert.x asks the registry for its meters at each request by their labels, so every label here is one of few: a method
 * that is not HTTP's own is {@code other}, a status is its class, a route is the pattern and never the path.
 */
public final class Registry implements AutoCloseable {
    private static final String OTHER = "other";
    private static final Map<String, Tags> METHODS = Stream.of(
                    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
            .collect(Collectors.toMap(method -> method, method -> Tags.of("method", method)));
    private static final Tags OTHER_METHOD = Tags.of("method", OTHER);

    /** Of answers, in seconds; few, because there is a set of them for each route, method and class of status. */
    private static final double[] ANSWER_BUCKETS = Arrays.stream(
                    new double[] {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10})
            .map(seconds -> seconds * 1e9)
            .toArray();

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    public Registry() {
        registry.config()
                .meterFilter(new OnlyListed())
                .meterFilter(new ClassOfStatus())
                .meterFilter(new AnswerBuckets());
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
        return builder.with(options.setMetricsOptions(measured())).withMetrics(new MicrometerMetricsFactory(registry));
    }

    private static MicrometerMetricsOptions measured() {
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                .setLabels(
                        EnumSet.of(Label.HTTP_ROUTE, Label.HTTP_CODE, Label.EB_SIDE, Label.POOL_TYPE, Label.POOL_NAME))
                .setServerRequestTagsProvider(Registry::method)
                .addDisabledMetricsCategory(MetricsDomain.HTTP_CLIENT)
                .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
                .addDisabledMetricsCategory("redis")
                .addDisabledMetricsCategory(MetricsDomain.DATAGRAM_SOCKET)
                .addDisabledMetricsCategory(MetricsDomain.VERTICLES);
    }

    /** Anybody can make a method up, so that of those that are not known there is one. */
    private static Iterable<Tag> method(HttpRequest request) {
        return METHODS.getOrDefault(request.method().name(), OTHER_METHOD);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    /** Lets nothing through that no table tells of; pools of Redis' client have another name after each reconnect. */
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
            return listed && !"redis".equals(id.getTag("pool_type")) ? MeterFilterReply.NEUTRAL : MeterFilterReply.DENY;
        }

        /** Without the {@code _total} of counters, which comes on only when they are written. */
        private String published(Id id) {
            return registry.config().namingConvention().name(id.getName(), id.getType(), id.getBaseUnit());
        }
    }

    /** {@code 2xx} for {@code 200}. */
    private static final class ClassOfStatus implements MeterFilter {
        @Override
        public Id map(Id id) {
            String code = id.getName().startsWith("vertx.http") ? id.getTag("code") : null;
            return code == null || code.isEmpty() ? id : id.replaceTags(with(id.getTags(), code.charAt(0) + "xx"));
        }

        private static List<Tag> with(List<Tag> tags, String status) {
            return tags.stream()
                    .map(tag -> tag.getKey().equals("code") ? Tag.of("code", status) : tag)
                    .toList();
        }
    }

    private static final class AnswerBuckets implements MeterFilter {
        @Override
        public DistributionStatisticConfig configure(Id id, DistributionStatisticConfig config) {
            return id.getName().equals("vertx.http.server.response.time")
                    ? DistributionStatisticConfig.builder()
                            .serviceLevelObjectives(ANSWER_BUCKETS)
                            .build()
                            .merge(config)
                    : config;
        }
    }
}
