package dev.playhead;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;

/** Holds the arrows between the packages, as the README draws them. */
@AnalyzeClasses(packages = "dev.playhead", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("event", Set.of()),
            Map.entry("settings", Set.of()),
            Map.entry("metrics", Set.of()),
            Map.entry("codec", Set.of("event", "settings")),
            Map.entry("log", Set.of("codec", "event")),
            Map.entry("ingest", Set.of("tracing", "log", "codec", "event", "settings", "metrics")),
            Map.entry("delivery", Set.of("tracing", "log", "codec", "event", "settings", "metrics")),
            Map.entry("group", Set.of("tracing", "delivery", "log", "codec", "event", "settings", "metrics")),
            Map.entry("cluster", Set.of("group", "event", "settings")),
            Map.entry("hazelcast", Set.of("cluster", "replay", "log", "event", "settings", "metrics")),
            Map.entry(
                    "replay",
                    Set.of("tracing", "cluster", "group", "delivery", "log", "codec", "event", "settings", "metrics")),
            Map.entry("kafka", Set.of("group", "log", "codec", "event", "settings", "metrics")),
            Map.entry("redis", Set.of("group", "ingest", "log", "event", "settings", "metrics")),
            Map.entry(
                    "http",
                    Set.of(
                            "access",
                            "health",
                            "ingest",
                            "cluster",
                            "delivery",
                            "group",
                            "replay",
                            "log",
                            "codec",
                            "event",
                            "settings",
                            "metrics")),
            Map.entry(
                    "ws",
                    Set.of("access", "delivery", "group", "replay", "log", "codec", "event", "settings", "metrics")),
            Map.entry("tcp", Set.of("access", "ingest", "log", "codec", "event", "settings", "metrics")),
            Map.entry(
                    "config",
                    Set.of(
                            "access",
                            "cluster",
                            "codec",
                            "delivery",
                            "group",
                            "http",
                            "ingest",
                            "kafka",
                            "logback",
                            "redis",
                            "replay",
                            "sandbox",
                            "settings",
                            "tcp",
                            "tracing",
                            "ws")),
            Map.entry("access", Set.of("event", "settings")),
            Map.entry("health", Set.of()),
            Map.entry("logback", Set.of("settings")),
            Map.entry("tracing", Set.of("codec", "event", "settings")),
            Map.entry("sandbox", Set.of("settings", "metrics")),
            Map.entry("git", Set.of()));

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("dev.playhead.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a cycle makes two packages one: move what both need to the lower of them");

    @ArchTest
    static final ArchRule NO_INTERNALS = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("io.vertx..impl..", "io.vertx..internal.."))
            .because("Vert.x changes them without notice: use its public API");

    @ArchTest
    static final ArchRule KAFKA_IN_KAFKA = onlyIn("kafka", "org.apache.kafka..", "io.vertx.kafka..");

    @ArchTest
    static final ArchRule REDIS_IN_REDIS = onlyIn("redis", "io.vertx.redis..");

    @ArchTest
    static final ArchRule HAZELCAST_IN_HAZELCAST = onlyIn("hazelcast", "com.hazelcast..", "io.vertx.spi.cluster..");

    @ArchTest
    static final ArchRule LOGBACK_IN_LOGBACK = onlyIn("logback", "ch.qos.logback..", "net.logstash..");

    @ArchTest
    static final ArchRule OPENTELEMETRY_IN_TRACING = onlyIn("tracing", "io.opentelemetry..");

    @ArchTest
    static void packagesImportOnlyWhatStandsBelowThem(com.tngtech.archunit.core.domain.JavaClasses classes) {
        MAY_IMPORT.forEach((name, below) -> {
            String[] allowed = java.util.stream.Stream.concat(java.util.stream.Stream.of(name), below.stream())
                    .map(other -> "dev.playhead." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("dev.playhead." + name + "..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("dev.playhead..").and(resideOutsideOfPackages(allowed)))
                    .because("arrows point one way; " + name + " may import " + below
                            + ": move the code down, or put a port between")
                    .allowEmptyShould(true)
                    .check(classes);
        });
    }

    private static ArchRule onlyIn(String name, String... technology) {
        return noClasses()
                .that()
                .resideOutsideOfPackage("dev.playhead." + name + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(technology))
                .allowEmptyShould(true)
                .because("the packages are the stack diagram: put a port between and implement it in " + name);
    }
}
