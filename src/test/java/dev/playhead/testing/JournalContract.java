package dev.playhead.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.log.Journal;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every journal keeps; each test has journals of its own name. */
public abstract class JournalContract {
    /** The journal of that name as one node has it; asked again, another node's. */
    protected abstract Journal open(String name);

    @Test
    void shouldTellAllThatIsThereWhenFollowedLate() {
        Journal journal = open("late");
        done(journal.put("a", "1"));
        done(journal.put("b", "2"));
        done(journal.put("a", "3"));
        done(journal.put("b", ""));
        Told told = new Told();

        done(open("late").follow(told).now());

        assertThat(told.values()).isEqualTo(Map.of("a", "3"));
        assertThat(done(journal.load())).isEqualTo(Map.of("a", "3"));
    }

    @Test
    void shouldHaveToldWhatOthersWroteWhenAskedForNow() {
        Journal writer = open("others");
        Told told = new Told();
        Journal.Followed followed = open("others").follow(told);

        for (int round = 0; round < 20; round++) {
            done(writer.put("key", "value " + round));

            done(followed.now());

            assertThat(told.values()).isEqualTo(Map.of("key", "value " + round));
        }
    }

    @Test
    void shouldTellChangesInTheirOrderWhenManyAreWritten() {
        Journal journal = open("order");
        Told told = new Told();
        Journal.Followed followed = journal.follow(told);

        done(Future.all(IntStream.range(0, 500)
                .mapToObj(number -> journal.put("key " + number % 7, "value " + number))
                .toList()));
        done(followed.now());

        for (int key = 0; key < 7; key++) {
            String prefix = "key " + key + "=";
            List<Integer> numbers = told.log.stream()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> Integer.valueOf(line.substring(prefix.length() + "value ".length())))
                    .toList();
            assertThat(numbers).isSorted().endsWith(key <= 2 ? 497 + key : 490 + key);
        }
    }

    @Test
    void shouldAnswerAllWhenManyAskForNowAtOnce() {
        Journal journal = open("asked");
        Journal.Followed followed = journal.follow(new Told());

        done(Future.all(
                IntStream.range(0, 200).mapToObj(number -> followed.now()).toList()));
    }

    @Test
    void shouldReadTheValuesWhenTheirPlacesAreKnown() {
        Journal journal = open("places");
        Told told = new Told();
        Journal.Followed followed = journal.follow(told);
        done(Future.all(IntStream.range(0, 1500)
                .mapToObj(number -> journal.put("key " + number, "value " + number))
                .toList()));
        done(followed.now());
        List<Journal.At> wanted = List.of(told.at("key 3"), told.at("key 1400"), told.at("key 4"));

        Map<String, String> found = done(open("places").read(wanted));

        assertThat(found).isEqualTo(Map.of("key 3", "value 3", "key 1400", "value 1400", "key 4", "value 4"));
        assertThat(done(journal.read(List.of()))).isEmpty();
    }

    @Test
    void shouldTellNothingMoreWhenClosed() {
        Journal journal = open("closed");
        Told told = new Told();
        Journal.Followed followed = journal.follow(told);
        done(followed.now());

        followed.close();
        done(journal.put("a", "1"));
        done(journal.follow(new Told()).now());

        assertThat(told.values()).isEmpty();
    }

    protected static <T> T done(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private static final class Told implements Journal.Changes {
        private final Map<String, String> values = new ConcurrentHashMap<>();
        private final Map<String, Journal.At> places = new ConcurrentHashMap<>();
        private final List<String> log = new CopyOnWriteArrayList<>();

        @Override
        public void put(Journal.At at, String value) {
            values.put(at.key(), value);
            places.put(at.key(), at);
            log.add(at.key() + "=" + value);
        }

        @Override
        public void removed(String key) {
            values.remove(key);
        }

        Map<String, String> values() {
            return Map.copyOf(values);
        }

        Journal.At at(String key) {
            Journal.At at = places.get(key);
            assertThat(at).isNotNull();
            return at;
        }
    }
}
