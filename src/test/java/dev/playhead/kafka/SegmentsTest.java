package dev.playhead.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.log.Topics.Retention;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SegmentsTest {
    @ParameterizedTest
    @CsvSource({
        "1,          1024,       16384,      1048576",
        "1,          2097152,    16384,      2162688",
        "1,          2097152,    4194304,    4259840",
        "16777216,   2097152,    16384,      2162688",
        "80000000,   2097152,    16384,      10000000",
        "-1,         2097152,    16384,      1073741824",
        "-1,         1500000000, 16384,      1500065536",
        "1,          2147483647, 16384,      2147483647"
    })
    void shouldHoldTheLargestBatchWhenTheRetentionIsSmall(long bytes, int record, int batch, String segment) {
        Map<String, String> config =
                TopicChanges.config(new Retention(null, bytes), settings(record).leastSegment(batch));
        assertThat(config).containsEntry("segment.bytes", segment);
    }

    @ParameterizedTest
    @CsvSource({"1024, 16777216", "2097152, 16777216", "33554432, 44870314", "2147483647, 2147483647"})
    void shouldHoldTheLargestRecordWhenTheTopicIsAJournal(int record, int segment) {
        TopicSettings settings = settings(record);
        assertThat(settings.journalSegment()).isEqualTo(segment).isGreaterThanOrEqualTo(settings.maxJournalRecord());
    }

    private static TopicSettings settings(int maxRecordBytes) {
        return new TopicSettings(8, true, -1, maxRecordBytes, 1000, Duration.ofSeconds(10), Duration.ofSeconds(2));
    }
}
