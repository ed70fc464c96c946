package dev.playhead.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UnderWayTest {
    private final UnderWay underWay = new UnderWay();
    private final List<Promise<Void>> begun = new ArrayList<>();

    @Test
    void shouldBeginOnceWhenAskedAgainMeanwhile() {
        Future<Void> first = join("a");
        Future<Void> again = join("a");
        join("b");
        assertThat(begun).hasSize(2);

        begun.get(0).fail("away");
        assertThat(first.failed()).isTrue();
        assertThat(again.failed()).isTrue();

        join("a");
        assertThat(begun).hasSize(3);
    }

    @Test
    void shouldBeginAgainWhenItCouldNotBegin() {
        assertThat(underWay.join("a", () -> {
                            throw new IllegalStateException("closed");
                        })
                        .failed())
                .isTrue();

        assertThat(join("a").isComplete()).isFalse();
        assertThat(begun).hasSize(1);
    }

    private Future<Void> join(String key) {
        return underWay.join(key, () -> {
            begun.add(Promise.promise());
            return begun.get(begun.size() - 1).future();
        });
    }
}
