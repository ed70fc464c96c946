package dev.playhead;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** Holds the rules of the house; {@link HouseRulesTest} shows that each of them can fail. */
@AnalyzeClasses(packages = "dev.playhead", importOptions = ArchitectureTest.MainClasses.class)
final class ArchitectureTest {
    /** Each package with all that it imports: a new arrow is a decision, and an arrow that is gone is deleted here. */
    private static final String IMPORTS = """
            (root): access cluster config delivery edge event filter git group group.member group.parking group.partition group.registry group.report hazelcast health http ingest kafka kafka.client log logback metrics redis redis.confirmations redis.setnx redis.window replay replay.job replay.pacing replay.target sandbox settings tcp tracing ws
            access: event settings
            cluster: event group settings
            codec: event settings
            config: access cluster codec delivery edge filter group http ingest kafka kafka.client kafka.read logback redis replay.job replay.pacing sandbox settings tcp tracing ws
            delivery: codec delivery.request event filter log metrics settings stream tracing
            delivery.request: codec event log
            edge: metrics settings
            event:
            filter: codec event settings
            git:
            group: codec delivery.request event filter log settings stream
            group.ledger: event group
            group.member: delivery delivery.request event group group.ledger group.parking group.partition group.registry log stream tracing
            group.parking: codec event group log metrics
            group.partition: delivery event group group.ledger group.parking log metrics stream
            group.registry: delivery delivery.request event group log
            group.report: delivery.request event group group.member group.parking group.partition group.registry log metrics
            hazelcast: cluster event log replay.job
            health:
            http: cluster codec delivery delivery.request edge event filter group group.parking group.registry group.report health http.exchange ingest log replay replay.job settings
            http.exchange: codec edge event
            ingest: codec edge event log metrics settings tracing
            kafka: event group kafka.append kafka.client kafka.journal kafka.read log metrics settings
            kafka.append: event kafka.client log metrics
            kafka.client: event log settings
            kafka.journal: event kafka.client log
            kafka.read: codec event kafka.client log metrics settings
            log: codec event
            logback: settings
            metrics:
            redis: event group ingest log metrics settings
            redis.confirmations: event group log metrics redis
            redis.setnx: event group log redis
            redis.window: event ingest log redis
            replay: delivery event group log replay.job replay.target
            replay.job: codec delivery.request event filter metrics settings tracing
            replay.pacing: metrics settings
            replay.target: cluster delivery.request event group group.member group.registry group.report log replay.job replay.pacing
            sandbox: metrics settings
            settings:
            stream: codec event log
            tcp: codec edge event ingest settings
            tracing: codec settings
            ws: codec delivery delivery.request edge event group group.member log replay.target settings stream
            """;

    /** The packages of groups that other packages may use. */
    private static final Set<String> DOORS = Set.of("dev.playhead.group", "dev.playhead.group.report");

    /** The classes behind those doors that serve other packages. */
    private static final Set<String> NAMED_DOORS = Set.of(
            "dev.playhead.group.member.GroupConnection",
            "dev.playhead.group.member.GroupConnections",
            "dev.playhead.group.parking.Choice",
            "dev.playhead.group.parking.Chosen",
            "dev.playhead.group.parking.DeadLetters",
            "dev.playhead.group.parking.LetterKey",
            "dev.playhead.group.parking.Parked",
            "dev.playhead.group.registry.Groups");

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
    static void packagesHaveNoCycles(JavaClasses classes) {
        assertThat(house(classes).cycles())
                .as("a cycle makes two packages one: move what both need to the lower of them, or put a port there")
                .isEmpty();
    }

    @ArchTest
    static void packagesImportExactlyTheListed(JavaClasses classes) {
        assertThat(house(classes).imports())
                .as("arrows point one way: move the code down or put a port between; then write the arrow here")
                .containsExactlyElementsOf(IMPORTS.lines().map(String::trim).toList());
    }

    @ArchTest
    static void noMoreThanThreeClassesNeedEachOther(JavaClasses classes) {
        assertThat(house(classes).knots(3))
                .as("a knot can only be understood and tested whole: give the lower class a small port")
                .isEmpty();
    }

    @ArchTest
    static void simpleNamesAreUnique(JavaClasses classes) {
        assertThat(house(classes).sharedNames())
                .as("a reader knows a class by its simple name: name one of them by its own concept")
                .isEmpty();
    }

    @ArchTest
    static void recordsHaveAtMostEightComponents(JavaClasses classes) {
        assertThat(house(classes).wideRecords(8))
                .as("a wide record is several concepts: find them")
                .isEmpty();
    }

    @ArchTest
    static void theLedgerIsPure(JavaClasses classes) {
        assertThat(house(classes)
                        .arrows(
                                type -> type.getPackageName().equals("dev.playhead.group.ledger"),
                                resideInAnyPackage("io.vertx..", "io.micrometer..", "dev.playhead.metrics..")))
                .as("the ledger is a pure machine: pass in what it needs")
                .isEmpty();
    }

    @ArchTest
    static void othersEnterGroupsByTheirDoors(JavaClasses classes) {
        assertThat(house(classes)
                        .arrows(
                                type -> !isInGroup(type)
                                        && !type.getPackageName().equals("dev.playhead"),
                                type -> isInGroup(type)
                                        && !DOORS.contains(type.getPackageName())
                                        && NAMED_DOORS.stream().noneMatch(type.getName()::startsWith)))
                .as("the rooms of groups may change: use group, group.report, or name the class as a door here")
                .isEmpty();
    }

    private static boolean isInGroup(JavaClass type) {
        return type.getPackageName().startsWith("dev.playhead.group");
    }

    private static HouseRules house(JavaClasses classes) {
        return new HouseRules("dev.playhead", classes);
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

    /** The classes of the project without those of its tests, wherever a build puts them. */
    static final class MainClasses implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/");
        }
    }
}
