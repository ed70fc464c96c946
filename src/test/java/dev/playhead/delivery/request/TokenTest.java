package dev.playhead.delivery.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.delivery.Cursor;
import dev.playhead.delivery.Track;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.log.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TokenTest {
    private static final int SEEDS = 10_000;

    @Test
    void shouldComeBackAsItWasGivenOut() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Token token = token(new Random(seed));
            assertThat(Token.parse(token.text())).as("seed %d", seed).isEqualTo(token);
        }
    }

    /** Tokens stay with clients: they are bytes that were given out, and not made here. */
    @Test
    void shouldBeReadWhenAnEarlierNodeGaveItOut() {
        assertThat(Token.parse("AQEGb3JkZXJzA28tMQIFAOckAENlZio"))
                .as("no leader epoch was known")
                .isEqualTo(new Token(List.of(new Token.OfTopic(
                        "orders", "o-1", List.of(new Token.Place(5, -1), new Token.Place(4711, -1))))));
        assertThat(Token.parse("AQEGb3JkZXJzAAEAAB9FvkY"))
                .as("the topic had no id")
                .isEqualTo(new Token(List.of(new Token.OfTopic("orders", "", List.of(new Token.Place(0, -1))))));
        assertThat(Token.parse("AQIGb3JkZXJzA28tMQGAgICAgCAICHBheW1lbnRzAAIJAQAAGDj0LQ"))
                .isEqualTo(new Token(List.of(
                        new Token.OfTopic("orders", "o-1", List.of(new Token.Place(1L << 40, 7))),
                        new Token.OfTopic("payments", "", List.of(new Token.Place(9, 0), new Token.Place(0, -1))))));
    }

    @Test
    void shouldBeRefusedWhenAnyPartOfItWasChanged() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            String text = token(random).text();
            StringBuilder changed = new StringBuilder(text);
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> changed.setCharAt(at, text.charAt(at) == 'Q' ? 'g' : 'Q');
                case 1 -> changed.setLength(at);
                default -> changed.insert(at, "AA");
            }
            if (!changed.toString().equals(text)) {
                refused(changed.toString(), seed);
            }
        }
    }

    @Test
    void shouldBeRefusedWhenItIsGarbage() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            StringBuilder garbage = new StringBuilder();
            for (int length = random.nextInt(60); length > 0; length--) {
                garbage.append((char) random.nextInt(300));
            }
            refused(garbage.toString(), seed);
        }
    }

    @Test
    void shouldBeTheCursorsOwnPlace() {
        Topic orders = new Topic("orders", "o-1", 2, true, true);
        Topic payments = new Topic("payments", "p-1", 1, true, true);
        List<Track> tracks = new ArrayList<>();
        List.of(orders, payments)
                .forEach(topic -> topic.all().forEach(each -> tracks.add(new Track(each, 5, Track.UNBOUNDED, 3))));
        Cursor cursor = new Cursor(List.of(orders, payments), tracks);
        cursor.advance(1, 4711, 4);
        assertThat(Token.parse(cursor.token()))
                .isEqualTo(new Token(List.of(
                        new Token.OfTopic("orders", "o-1", List.of(new Token.Place(5, 3), new Token.Place(4711, 4))),
                        new Token.OfTopic("payments", "p-1", List.of(new Token.Place(5, 3))))));
    }

    private static void refused(String text, int seed) {
        assertThatThrownBy(() -> Token.parse(text))
                .as("seed %d", seed)
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().problem()).isEqualTo(Problem.INVALID_TOKEN));
    }

    private static Token token(Random random) {
        List<Token.OfTopic> topics = new ArrayList<>();
        for (int topic = 0; topic < 1 + random.nextInt(3); topic++) {
            List<Token.Place> places = new ArrayList<>();
            for (int place = random.nextInt(9); place > 0; place--) {
                places.add(new Token.Place(
                        random.nextLong() >>> (1 + random.nextInt(63)), random.nextInt(1 << random.nextInt(31)) - 1));
            }
            topics.add(new Token.OfTopic("topic-é" + topic, Long.toHexString(random.nextLong()), places));
        }
        return new Token(topics);
    }
}
