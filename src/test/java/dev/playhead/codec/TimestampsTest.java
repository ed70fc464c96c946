package dev.playhead.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimestampsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-30T14:00Z",
                "2026-11-30",
                "2026-11-30 14:00:00Z",
                "2026-11-30T14:00:00",
                "2026-11-30T14:00:00.Z",
                "2026-11-30T14:00:00,5Z",
                "2026-11-30T14:00:00+1:00",
                "2026-11-30T14:00:00+0100",
                "2026-11-30T14:00:00+01:00:30",
                "+12026-11-30T14:00:00Z",
                "2026-02-30T14:00:00Z",
                "2026-11-30T24:00:00Z",
                "2026-11-30T14:00:00Z[Europe/Vienna]",
                "",
                "now"
            })
    void shouldRefuseWhenTheTextIsNoInternetTime(String text) {
        assertThat(Timestamps.epochMillis(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20T10:00:00.00000000001Z, 2026-11-20T10:00:00.001Z",
        "2026-11-20t10:00:00.1200000000000000000z, 2026-11-20T10:00:00.120Z",
        "2026-11-20T10:00:00.9999Z, 2026-11-20T10:00:01Z",
        "2026-11-20T10:00:00-00:00, 2026-11-20T10:00:00Z",
        "2026-11-20T00:30:00+01:00, 2026-11-19T23:30:00Z",
        "0000-01-01T00:00:00+23:59, -0001-12-31T00:01:00Z"
    })
    void shouldRoundUpToMillisecondsWhenTheFractionHasAnyNumberOfDigits(String text, String instant) {
        assertThat(Timestamps.epochMillis(text))
                .isEqualTo(Instant.parse(instant).toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource({
        "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z",
        "1990-12-31T15:59:60.5-08:00, 1991-01-01T00:00:00.500Z",
        "2015-07-01T08:59:60+09:00, 2015-07-01T00:00:00Z",
        "2031-02-28T23:59:60.999999Z, 2031-03-01T00:00:01Z"
    })
    void shouldTakeLeapSecondsWhenTheyEndAMonth(String text, String instant) {
        assertThat(Timestamps.epochMillis(text))
                .isEqualTo(Instant.parse(instant).toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2016-12-30T23:59:60Z",
                "2016-12-31T22:59:60Z",
                "2016-12-31T23:58:60Z",
                "2016-12-31T23:59:60+01:00",
                "2024-02-28T23:59:60Z",
                "2016-12-31T23:59:61Z"
            })
    void shouldRefuseTheSecondSixtyWhenItIsNoLeapSecond(String text) {
        assertThat(Timestamps.epochMillis(text)).isNull();
    }

    @Test
    void shouldAgreeWithTheLibraryWhenTimesAreRandom() {
        for (long seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            OffsetDateTime time = Instant.ofEpochSecond(
                            random.nextLong(-62_000_000_000L, 253_000_000_000L), random.nextInt(1000) * 1_000_000L)
                    .atOffset(ZoneOffset.ofTotalSeconds(random.nextInt(-1000, 1000) * 60));
            String text = time.toLocalDate() + "T"
                    + time.toLocalTime()
                            .plusNanos(0)
                            .format(java.time.format.DateTimeFormatter.ofPattern("HH:mm:ss.SSS"))
                    + time.getOffset();
            assertThat(Timestamps.epochMillis(text))
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(time.toInstant().toEpochMilli());
        }
    }

    @Test
    void shouldSayTheNearestThatItCanWhenTimesAreBeyondFourDigitsOfYears() {
        for (long millis : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 253_402_300_800_000L, -1, 0}) {
            byte[] text = Timestamps.text(millis).getBytes(StandardCharsets.US_ASCII);
            assertThat(Timestamps.isValid(text, 0, text.length))
                    .as("%d", millis)
                    .isTrue();
        }
        assertThat(Timestamps.text(Long.MAX_VALUE)).isEqualTo("9999-12-31T23:59:59.999Z");
    }
}
