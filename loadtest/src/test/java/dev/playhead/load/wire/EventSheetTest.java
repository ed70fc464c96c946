package dev.playhead.load.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventSheetTest {
    private static final String RUN = "testrunx";

    @Test
    void shouldGiveValidEventsOfTheSizeAsked() {
        for (int bytes : new int[] {256, 1024}) {
            EventSheet sheet = new EventSheet(RUN, bytes, Layout.bare());
            for (long number : new long[] {0, 999, 1000, 12_345, 99_999_999_999L}) {
                byte[] event = sheet.copy(number);
                JsonObject json = new JsonObject(Buffer.buffer(event));
                assertThat(event).hasSize(bytes);
                assertThat(json.getString("id")).isEqualTo(RUN + String.format("%011d", number));
                assertThat(json.getString("subject"))
                        .isEqualTo(new String(EventSheet.subject(number), StandardCharsets.US_ASCII));
                assertThat(EventSheet.number(event)).isEqualTo(number);
            }
        }
    }

    @Test
    void shouldSpreadIdsAndSubjectsOverRounds() {
        EventSheet sheet = new EventSheet(RUN, 256, Layout.lines());
        Set<String> ids = new HashSet<>();
        Set<String> subjects = new HashSet<>();
        for (int round = 0; round < 12; round++) {
            for (String line : text(sheet.group(round)).split("\n")) {
                JsonObject event = new JsonObject(line);
                ids.add(event.getString("id"));
                subjects.add(event.getString("subject"));
            }
        }
        assertThat(ids).hasSize(12_000);
        assertThat(subjects).hasSize(EventSheet.SUBJECTS);
    }

    @Test
    void shouldGiveWholeGroupsUpToTheSheetsEndWhenManyAreAsked() {
        EventSheet sheet = new EventSheet(RUN, 256, Layout.singleLines());
        ByteBuffer bytes = sheet.groups(2995, 20);
        assertThat(sheet.groupsIn(bytes)).isEqualTo(5);
        assertThat(text(bytes).split("\n")).hasSize(5).allSatisfy(line -> assertThat(
                        new JsonObject(line).getString("id"))
                .startsWith(RUN + "00000002"));
    }

    @Test
    void shouldDeclareTheLengthOfABatch() {
        Request request = new Request(new java.net.InetSocketAddress("127.0.0.1", 1), "/x", Request.BATCH);
        EventSheet sheet = new EventSheet(RUN, 256, Layout.batches(request, 100, 256));
        String[] parts = text(sheet.group(3)).split("\r\n\r\n");
        assertThat(parts[0]).contains("Content-Length: " + parts[1].length());
        assertThat(new io.vertx.core.json.JsonArray(parts[1])).hasSize(100);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes).toString();
    }
}
