package dev.playhead.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.log.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CursorTest {
    private static final int SEEDS = 10_000;

    @Test
    void shouldBeDoneExactlyWhenEveryPartitionHasReachedItsEnd() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Topic topic = new Topic("orders", "1", 1 + random.nextInt(4), true, true);
            List<Track> tracks = new ArrayList<>();
            topic.all().forEach(each -> tracks.add(new Track(each, random.nextInt(10), random.nextInt(10), -1)));
            Cursor cursor = new Cursor(List.of(topic), tracks);
            for (int step = 0; step < 20; step++) {
                int index = random.nextInt(cursor.size());
                if (random.nextInt(5) == 0) {
                    cursor.jump(index, random.nextInt(10));
                } else {
                    cursor.advance(index, cursor.next(index) + random.nextInt(3), 0);
                }
                boolean done = true;
                for (int each = 0; each < cursor.size(); each++) {
                    assertThat(cursor.isDone(each))
                            .as("seed %d", seed)
                            .isEqualTo(cursor.next(each) >= cursor.end(each));
                    done &= cursor.isDone(each);
                }
                assertThat(cursor.isDone()).as("seed %d", seed).isEqualTo(done);
            }
        }
    }

    @Test
    void shouldRefuseToGoBackWhenItAdvances() {
        Topic topic = new Topic("orders", "1", 1, true, true);
        Cursor cursor = new Cursor(List.of(topic), List.of(new Track(topic.all().get(0), 5, Track.UNBOUNDED, -1)));
        assertThatThrownBy(() -> cursor.advance(0, 4, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
