package dev.playhead.load.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileFeedTest {
    @TempDir
    private Path directory;

    @Test
    void shouldGiveTheFilesEventsAgainAndAgainWithOtherIds() throws Exception {
        Path file = Files.writeString(directory.resolve("events.ndjson"), """
                {"specversion":"1.0","id":"1","source":"/git/x","type":"file.added","subject":"a \\"b\\" ü","data":{"n":1}}

                {"specversion":"1.0","id":"2","source":"/git/x","type":"file.added"}
                """);
        FileFeed feed = FileFeed.of(file);

        JsonObject first = new JsonObject(feed.next().event("x-1"));
        JsonObject second = new JsonObject(feed.next().event("x-2"));
        JsonObject third = new JsonObject(feed.next().event("x-3"));

        assertThat(first.getString("subject")).isEqualTo("a \"b\" ü");
        assertThat(first.getJsonObject("data").getInteger("n")).isEqualTo(1);
        assertThat(first.getString("id")).isEqualTo("x-1");
        assertThat(second.getString("subject")).isEqualTo("/git/x");
        assertThat(third.put("id", "x-1")).isEqualTo(first);
    }

    @Test
    void shouldReadTheHistoryThatIsHereWhenPacked() throws Exception {
        FileFeed feed = FileFeed.of(Path.of("src", "test", "resources", "history.ndjson.gz"));

        assertThat(feed.next().source()).isEqualTo("/git/playhead");
    }

    @Test
    void shouldRefuseWhenTheFileHasNoEvents() throws Exception {
        Path file = Files.writeString(directory.resolve("none.ndjson"), "\n");

        assertThatThrownBy(() -> FileFeed.of(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no events");
    }
}
