package dev.playhead.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cluster.Absences.Absence;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class AbsencesTest {
    private final Absences absences = new Absences(List.of("10.0.0.1:15701", "node-2:15701"), Duration.ofMillis(100));

    private void present(String... addresses) {
        absences.present(List.of(addresses).stream().collect(Collectors.toMap(at -> "at " + at, at -> List.of(at))));
    }

    @Test
    void shouldNameTheExpectedThatWereNeverMembers() {
        present("10.0.0.1:15701");

        assertThat(absences.list(0)).containsExactly(new Absence("node-2:15701", null, null, false));
    }

    @Test
    void shouldNameNodesThatDiedUntilTheyAreForgotten() {
        present("10.0.0.1:15701", "node-2:15701");
        absences.left("nine", "10.0.0.9:5", 1_000);

        assertThat(absences.list(1_100)).containsExactly(new Absence("10.0.0.9:5", "nine", 1_000L, false));
        assertThat(absences.list(1_101)).isEmpty();
    }

    @Test
    void shouldNameNodesOfTheSettingsWhileTheyAreAway() {
        for (String node : List.of("died", "stopped")) {
            absences.present(Map.of(
                    "one", List.of("10.0.0.1:15701"), node, List.of("10.0.0.2:15701", "host:15701", "node-2:15701")));
            assertThat(absences.list(0)).as("by its name in the settings").isEmpty();
            if (node.equals("stopped")) {
                absences.leaves(node);
            }
            absences.left(node, "10.0.0.2:15701", 1_000);
            present("10.0.0.1:15701");

            assertThat(absences.list(1_000_000))
                    .containsExactly(new Absence("node-2:15701", node, 1_000L, node.equals("stopped")));
        }
    }

    @Test
    void shouldNotMissANodeThatStoppedAndIsNotInTheSettings() {
        present("10.0.0.1:15701", "node-2:15701", "10.0.0.9:5");
        absences.leaves("at 10.0.0.9:5");
        absences.left("at 10.0.0.9:5", "10.0.0.9:5", 1_000);

        assertThat(absences.isLeaving("at 10.0.0.9:5")).isTrue();
        assertThat(absences.list(1_000)).isEmpty();
    }

    @Test
    void shouldNameNobodyWhoIsBack() {
        absences.left("nine", "10.0.0.9:5", 1_000);
        present("10.0.0.1:15701", "node-2:15701", "10.0.0.9:5");

        assertThat(absences.list(1_000)).isEmpty();
    }

    @Test
    void shouldStayBoundedWhenManyLeave() {
        IntStream.range(0, 1_000).forEach(node -> {
            absences.leaves("n" + node);
            absences.left("d" + node, "10.0.0.9:" + node, 1_000L);
        });

        assertThat(absences.list(1_000).stream().map(Absence::node).collect(Collectors.toList()))
                .hasSize(102)
                .contains("d999")
                .doesNotContain("d899");
        assertThat(absences.isLeaving("n0")).isFalse();
        assertThat(absences.isLeaving("n999")).isTrue();
    }
}
