package dev.playhead.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.harness.Tools;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules, their tests, and the routes of alerts, by Prometheus' own tools. */
@Tag("watch")
final class AlertFilesIT {
    private static final Path FILES = Path.of("cluster", "monitoring");

    @Test
    void shouldBeTakenWhenPrometheusReadsItsSettings() throws Exception {
        succeeds("promtool", "check", "config", "prometheus.yml");
        succeeds("promtool", "check", "rules", "rules.yml");
    }

    @Test
    void shouldFireOnWhatTheyAreForAndOnNothingElseWhenTheAlertsAreTested() throws Exception {
        succeeds("promtool", "test", "rules", "rules.test.yml");
    }

    @Test
    void shouldReachThoseWhomTheyConcernWhenRouted() throws Exception {
        succeeds("amtool", "check-config", "alertmanager.yml");
        reaches("on-call", "alertname=PlayheadStalled", "severity=critical");
        reaches("team", "alertname=PlayheadReplayFailed", "severity=warning");
        reaches("team", "alertname=OfSomebodyElse");
    }

    private static void reaches(String receiver, String... labels) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                "config", "routes", "test", "--config.file=alertmanager.yml", "--verify.receivers=" + receiver));
        command.addAll(List.of(labels));
        succeeds("amtool", command.toArray(String[]::new));
    }

    private static void succeeds(String tool, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = Tools.find(tool);
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Tools.Ran ran = Tools.run(FILES, command);
        assertThat(ran.status()).as(ran.output()).isZero();
    }
}
