package dev.playhead.load.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.load.books.Books;
import dev.playhead.load.books.Confirming;
import dev.playhead.load.books.Extent;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnsweringTest {
    private static final Extent ALL = Extent.all(1);
    private static final String EVENTS =
            "{\"op\":\"events\",\"token\":\"t\",\"events\":[{\"topic\":\"o\",\"partition\":0,"
                    + "\"offset\":0,\"recorded\":\"now\",\"event\":{\"data\":{\"id\":\"no\"},\"source\":\"/s\",\"id\":\"run-0\"}}]}";

    private final Books books = new Books("run", 1);
    private final Confirming confirming = new Confirming("it", books, 1);
    private final List<JsonObject> completed = new ArrayList<>();
    private final Answering answering = new Answering(confirming, completed::add);

    AnsweringTest() {
        books.receipt(books.enter("/s", "k", 0), 0, 0, false);
    }

    @Test
    void shouldConfirmThenAskForAsManyWhenEventsCome() {
        assertThat(answering.apply(EVENTS)).isEqualTo("{\"op\":\"confirm\",\"ref\":0,\"ids\":[\"run-0\"]}");
        assertThat(answering.apply("{\"op\":\"confirmed\",\"ref\":0,\"first\":1,\"duplicate\":0,\"unknown\":0}"))
                .isEqualTo("{\"op\":\"request\",\"n\":1}");

        assertThat(confirming.check(ALL, ALL).told()).isEmpty();
    }

    @Test
    void shouldTakeAFrameOnceWhenItsAnswerIsAskedForTwice() {
        String answer = answering.apply(EVENTS);

        assertThat(answering.apply(EVENTS)).isEqualTo(answer);
        assertThat(confirming.events()).isEqualTo(1);
    }

    @Test
    void shouldConfirmAgainWhenThatIsWorthwhile() {
        String confirm = answering.apply(EVENTS);

        assertThat(answering.apply("{\"op\":\"problem\",\"ref\":0,\"code\":\"unavailable\",\"retryable\":true}"))
                .isEqualTo(confirm);
        assertThat(answering.apply("{\"op\":\"problem\",\"ref\":0,\"code\":\"invalid\",\"retryable\":false}"))
                .isNull();
        assertThat(confirming.check(ALL, ALL).told())
                .anySatisfy(fault -> assertThat(fault).contains("invalid"));
    }

    @Test
    void shouldTellOfTheEndWhenItIsCompleted() {
        assertThat(answering.apply("{\"op\":\"completed\",\"delivered\":0}")).isNull();
        assertThat(answering.apply("{\"op\":\"token\",\"token\":\"t\"}")).isNull();

        assertThat(completed).hasSize(1);
    }
}
