package dev.playhead.redis.window;

import static dev.playhead.ingest.DuplicateWindow.MOST_ON_PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Partition;
import dev.playhead.ingest.Mark;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PagesTest {
    private static final long SECOND = 1_000_000_000;

    private final Pages pages = new Pages();

    @Test
    void shouldGiveTheSamePageWhileItHasRoom() {
        int page = pages.of(partition(0), MOST_ON_PAGE - 1, 0);

        assertThat(pages.of(partition(0), 1, SECOND)).isEqualTo(page);
        assertThat(pages.of(partition(0), 1, SECOND)).isNotEqualTo(page);
    }

    @Test
    void shouldGiveAnotherPageWhenItIsOld() {
        int page = pages.of(partition(0), 1, 0);

        assertThat(pages.of(partition(0), 1, SECOND + 1)).isNotEqualTo(page);
    }

    @Test
    void shouldGiveEveryPartitionAPageOfItsOwn() {
        assertThat(IntStream.range(0, 64).map(index -> pages.of(partition(index), 1, 0)))
                .doesNotHaveDuplicates()
                .doesNotContain(Mark.NO_PAGE)
                .allMatch(pages::isOpen);
    }

    @Test
    void shouldGiveNoPageAgainWhenAllWereClosed() {
        int before = pages.of(partition(0), 1, 0);
        pages.closeAll();

        int after = pages.of(partition(0), 1, 0);

        assertThat(pages.isOpen(before)).isFalse();
        assertThat(after).isNotEqualTo(before);
        assertThat(pages.isOpen(after)).isTrue();
        assertThat(pages.isOpen(Mark.NO_PAGE)).isFalse();
    }

    @Test
    void shouldTellWhatIsOpenWhenNumbersComeAgain() {
        Pages worn = new Pages(Pages.NUMBERS - 1);
        int closed = worn.of(partition(0), 1, 0);
        worn.closeAll();

        int first = worn.of(partition(0), 1, 0);
        int second = worn.of(partition(1), 1, 0);

        assertThat(List.of(closed, first, second)).containsExactly(Pages.NUMBERS, 1, 2);
        assertThat(List.of(closed, first, second)).map(worn::isOpen).containsExactly(false, true, true);
    }

    private static Partition partition(int index) {
        return new Partition("orders", index);
    }
}
