package dev.playhead.kafka.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.log.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetellingTest {
    private final Map<String, String> known = new TreeMap<>();
    private final List<String> removed = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final Retelling retelling = new Retelling(new Journal.Changes() {
        @Override
        public void put(Journal.At at, String value) {
            known.put(at.key(), value + "@" + at.place());
        }

        @Override
        public void removed(String key) {
            known.remove(key);
            removed.add(key);
        }
    });

    /** Each as key=value, or key= for a removal. */
    private void append(String... records) {
        for (String record : records) {
            log.add(record);
            tell(log.size() - 1);
        }
    }

    private void tell(int offset) {
        String[] parts = log.get(offset).split("=", -1);
        retelling.tell(parts[0], parts[1].isEmpty() ? null : parts[1], offset);
        retelling.reached(offset + 1);
    }

    private void cutOff(int end, boolean divergenceIsKnown, String... instead) {
        log.subList(end, log.size()).clear();
        log.addAll(List.of(instead));
        retelling.cutOff(divergenceIsKnown ? end : 0, log.size());
        for (int offset = 0; offset < log.size(); offset++) {
            tell(offset);
        }
        retelling.reached(log.size());
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldKnowWhatTheJournalHasWhenItWasCutOff(boolean divergenceIsKnown) {
        append("a=1", "b=1", "c=1", "a=2", "d=1", "b=", "c=3");
        cutOff(3, divergenceIsKnown);

        assertThat(known).isEqualTo(Map.of("a", "1@0", "b", "1@1", "c", "1@2"));
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void shouldKnowWhatTheJournalHasWhenItHasGrownSinceItWasCutOff(boolean divergenceIsKnown) {
        append("a=1", "b=1", "a=2", "c=1", "c=");
        cutOff(2, divergenceIsKnown, "b=", "e=1", "b=4");

        assertThat(known).isEqualTo(Map.of("a", "1@0", "b", "4@4", "e", "1@3"));
    }

    @Test
    void shouldKnowNothingWhenTheWholeJournalIsGone() {
        append("a=1", "b=1");
        cutOff(0, true);

        assertThat(known).isEmpty();
    }

    @Test
    void shouldTellNothingOfWhatStaysWhenTheJournalWasCutOffAboveIt() {
        append("a=1", "a=2", "b=1", "c=1");
        cutOff(3, true);

        assertThat(removed).containsExactly("c");
        assertThat(known).isEqualTo(Map.of("a", "2@1", "b", "1@2"));
    }

    @Test
    void shouldKnowWhatIsLeftWhenTheJournalIsCutOffAgainWhileItIsReadAgain() {
        append("a=1", "b=1", "c=1", "d=1");
        retelling.cutOff(3, 3);
        tell(0);
        cutOff(1, true, "e=1");

        assertThat(known).isEqualTo(Map.of("a", "1@0", "e", "1@1"));
    }
}
