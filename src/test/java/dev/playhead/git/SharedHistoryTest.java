package dev.playhead.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SharedHistoryTest {

    @Test
    void shouldMeetEveryCheckpointWhenEventsAreFolded() throws Exception {
        SharedHistory history = SharedHistory.orSkip();
        List<SharedHistory.Checkpoint> ahead = new ArrayList<>(history.checkpoints());
        Map<String, Tree> trees = new HashMap<>();
        try (BufferedReader lines = history.lines()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String source = Tree.fields(line).get("source");
                Tree tree = trees.computeIfAbsent(source, any -> new Tree());
                tree.apply(line);
                ahead.removeIf(checkpoint -> checkpoint.source().equals(source)
                        && checkpoint.events() == tree.events()
                        && checkpoint.files() == tree.files()
                        && checkpoint.sha256().equals(tree.sha256()));
            }
        }
        assertThat(ahead).isEmpty();
        assertThat(trees.values().stream().mapToLong(Tree::events).sum()).isEqualTo(SharedHistory.EVENTS);
    }
}
