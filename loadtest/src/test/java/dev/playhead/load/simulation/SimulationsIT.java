package dev.playhead.load.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.app.Gatling$;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The short variants of all simulations, against one node that is started from {@code ../target/playhead.jar}, or the one
 * that is named by {@code playhead.url}. Reports are kept under {@code target/gatling}.
 */
final class SimulationsIT {
    private static final Properties BEFORE = new Properties();
    private static Site site;

    @BeforeAll
    static void startNode() {
        BEFORE.putAll(System.getProperties());
        System.setProperty(Knob.SHORT.key(), "true");
        site = Site.of(Plan.of(System.getProperties(), Map.of()));
        System.setProperty(Knob.URL.key(), site.url());
    }

    @AfterAll
    static void stopNode() throws Exception {
        System.setProperties(BEFORE);
        if (site != null) {
            site.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                IngestSimulation.class,
                BatchSimulation.class,
                DuplicatesSimulation.class,
                LiveSimulation.class,
                GroupSimulation.class,
                ReplaySimulation.class,
                DaySimulation.class,
                SoakSimulation.class,
                StressSimulation.class,
                SpikeSimulation.class
            })
    void shouldKeepItsClaimsWhenShort(Class<?> simulation) {
        int status = Gatling$.MODULE$.fromArgs(new String[] {
            "--simulation",
            simulation.getName(),
            "--results-folder",
            Path.of("target", "gatling").toString()
        });

        assertThat(status)
                .as(simulation.getSimpleName() + "; what failed is printed above")
                .isZero();
    }
}
