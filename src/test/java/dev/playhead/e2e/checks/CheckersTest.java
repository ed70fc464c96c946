package dev.playhead.e2e.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.e2e.checks.History.Kind;
import dev.playhead.e2e.checks.History.Taker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Plants faults into histories that are well without them, and wants each to be seen, by its number and nothing else. */
final class CheckersTest {
    private static final int EVENTS = 10_000;
    private static final int KEYS = 5;
    private static final Duration UNDER_WAY = Duration.ofSeconds(1);
    private static final Duration RECOVERY = Duration.ofSeconds(30);
    private static final Taker GROUP = new Taker(Kind.GROUP, "billing", "b-1");
    private static final Taker OTHER = new Taker(Kind.GROUP, "billing", "b-2");
    private static final Taker STREAM = new Taker(Kind.STREAM, "live", "s-1");

    private final AtomicLong clock = new AtomicLong();
    private final History history = new History(clock::get);

    /** What goes wrong at one of the events, if anything. */
    private enum Planted {
        NOTHING,
        LOST_AFTER_ACKNOWLEDGEMENT,
        OTHER_POSITION_ACKNOWLEDGED,
        DELIVERED_THOUGH_REFUSED,
        STORED_TWICE,
        SKIPPED,
        SWAPPED,
        AGAIN_AFTER_CONFIRMATION,
        ANOTHER_EVENT_THERE
    }

    private static final int AT = 7_321;

    @Test
    void shouldFindNothingWhenAllIsWell() {
        play(Planted.NOTHING);

        assertThat(found()).isEmpty();
    }

    @Test
    void shouldFindAnAcknowledgementWithoutAnAppend() {
        play(Planted.LOST_AFTER_ACKNOWLEDGEMENT);

        assertThat(found()).hasSize(1).allMatch(fault -> fault.startsWith("1: "));
    }

    @Test
    void shouldFindAnAcknowledgementOfAnotherPosition() {
        play(Planted.OTHER_POSITION_ACKNOWLEDGED);

        assertThat(Checkers.acknowledgedIsStored(history)).hasSize(1);
        assertThat(Checkers.positionIsOneEvent(history)).isNotEmpty();
    }

    @Test
    void shouldFindADeliveryOfWhatWasRefused() {
        play(Planted.DELIVERED_THOUGH_REFUSED);

        assertThat(Checkers.deliveredWasSent(history)).isNotEmpty().allMatch(fault -> fault.startsWith("2: "));
    }

    @Test
    void shouldFindAPositionOfTwoEvents() {
        play(Planted.ANOTHER_EVENT_THERE);

        assertThat(Checkers.positionIsOneEvent(history)).hasSize(1);
    }

    @Test
    void shouldFindAnIdThatIsStoredTwice() {
        play(Planted.STORED_TWICE);

        assertThat(Checkers.storedOnce(history)).isNotEmpty().allMatch(fault -> fault.startsWith("6: "));
    }

    @Test
    void shouldFindOneThatIsSkippedOfTenThousand() {
        play(Planted.SKIPPED);

        assertThat(OrderCheckers.keysKeepTheirOrder(history)).hasSize(2);
        assertThat(OrderCheckers.streamsMissNothing(history)).hasSize(1);
        assertThat(OrderCheckers.nothingIsLeftOut(history, "billing", "orders")).hasSize(1);
        history.completed("billing");
        assertThat(replay(EVENTS)).hasSize(1);
    }

    @Test
    void shouldFindTwoThatAreSwapped() {
        play(Planted.SWAPPED);

        assertThat(OrderCheckers.keysKeepTheirOrder(history)).hasSize(2);
        assertThat(OrderCheckers.streamsMissNothing(history)).hasSize(1);
    }

    @Test
    void shouldFindADeliveryAfterItsConfirmationWasAnswered() {
        play(Planted.AGAIN_AFTER_CONFIRMATION);

        assertThat(found()).hasSize(1).allMatch(fault -> fault.startsWith("7: "));
    }

    @Test
    void shouldFindADeliveryUnderAnEpochThatIsOver() {
        play(Planted.NOTHING);
        Place place = new Place("orders", 0, EVENTS);
        long op = history.appending("n1", "orders", "late", "late");
        history.appended(op, place, false);
        history.logged(place, "late", "late");
        history.assigned(OTHER, "orders", 0, 2);
        history.delivered(OTHER, 2, place, "late", "late", 1);
        assertThat(found()).isEmpty();

        pass(Duration.ofSeconds(2));
        history.delivered(GROUP, 1, place, "late", "late", 2);

        assertThat(found()).hasSize(1).allMatch(fault -> fault.startsWith("7: "));
    }

    @Test
    void shouldForgiveAFrameThatWasUnderWay() {
        play(Planted.NOTHING);
        pass(Duration.ofMillis(10));

        long op = history.confirming("n1", OTHER, List.of(new Place("orders", 0, EVENTS)));
        history.confirmed(op);
        history.logged(new Place("orders", 0, EVENTS), "late", "late");
        history.appended(history.appending("n1", "orders", "late", "late"), new Place("orders", 0, EVENTS), false);
        history.delivered(GROUP, 1, new Place("orders", 0, EVENTS), "late", "late", 1);

        assertThat(Checkers.confirmedStaysAway(history, UNDER_WAY)).isEmpty();
        assertThat(Checkers.confirmedStaysAway(history, Duration.ZERO)).hasSize(1);
    }

    @Test
    void shouldFindAReplayThatEndsTooEarlyOrNever() {
        play(Planted.NOTHING);

        assertThat(replay(EVENTS)).hasSize(1).allMatch(fault -> fault.contains("is not completed"));
        assertThat(replay(EVENTS - 10)).hasSize(11);
        history.completed("billing");
        assertThat(replay(EVENTS)).isEmpty();
        history.logged(new Place("orders", 0, EVENTS), "one-more", "k");
        assertThat(replay(EVENTS + 1)).hasSize(1).allMatch(fault -> fault.contains("is completed without"));
    }

    @Test
    void shouldFindWhatIsAcknowledgedWhileItsStoreIsAway() {
        history.away("n1", "redis");
        history.away("n1", "kafka");
        pass(Duration.ofSeconds(1));
        confirm(0);
        append(0, "n1");
        append(1, "n2");
        pass(Duration.ofSeconds(1));
        history.back("n1", "redis");
        history.back("n1", "kafka");
        pass(Duration.ofSeconds(20));
        confirm(1);
        append(2, "n1");

        assertThat(Checkers.unavailableIsRefused(history, RECOVERY)).hasSize(2);
        assertThat(Checkers.unavailableIsRefused(history, Duration.ofSeconds(10)))
                .hasSize(4);
    }

    @Test
    void shouldAllowWhatWasAskedBeforeTheStoreWentAway() {
        long op = history.appending("n1", "orders", "early", "k");
        history.away("n1", "kafka");
        history.appended(op, new Place("orders", 0, 0), false);
        history.unanswered(history.appending("n1", "orders", "within", "k"));
        history.back("n1", "kafka");
        append(1, "n1");

        assertThat(Checkers.unavailableIsRefused(history, RECOVERY)).isEmpty();
    }

    @Test
    void shouldJudgeTheLastTopicAloneWhenItWasMadeAgain() {
        takeOld();
        history.recreated("orders");
        pass(Duration.ofMillis(10));
        history.delivered(STREAM, 0, new Place("orders", 0, 1), "old-1", "old", 1);
        play(Planted.NOTHING);

        assertThat(found()).isNotEmpty();
        assertThat(foundOfLast()).isEmpty();
    }

    @Test
    void shouldFindWhatIsLostOrOldWhenATopicWasMadeAgain() {
        takeOld();
        history.recreated("orders");
        play(Planted.LOST_AFTER_ACKNOWLEDGEMENT);
        history.delivered(STREAM, 0, new Place("orders", 0, 1), "old-1", "old", 1);

        assertThat(foundOfLast())
                .anyMatch(fault -> fault.startsWith("1: "))
                .anyMatch(fault -> fault.startsWith("3: "))
                .anyMatch(fault -> fault.startsWith("9: "));
    }

    /** Two events of a topic that is deleted later, at places that the next one has too. */
    private void takeOld() {
        history.assigned(OTHER, "orders", 0, 7);
        for (int number = 0; number < 2; number++) {
            Place place = new Place("orders", 0, number);
            history.appended(history.appending("n1", "orders", "old-" + number, "old"), place, false);
            history.delivered(STREAM, 0, place, "old-" + number, "old", 1);
            history.delivered(OTHER, 7, place, "old-" + number, "old", 1);
            history.confirmed(history.confirming("n1", OTHER, List.of(place)));
        }
    }

    private List<String> foundOfLast() {
        return Checkers.all(Recreation.last(history, UNDER_WAY), UNDER_WAY, RECOVERY);
    }

    @Test
    void shouldAllowLossAloneWhereThePowerFailed() {
        play(Planted.LOST_AFTER_ACKNOWLEDGEMENT);
        assertThat(Checkers.allButLoss(history, UNDER_WAY)).isEmpty();

        history.logged(new Place("orders", 0, EVENTS), "unknown", "k");
        history.delivered(STREAM, 0, new Place("orders", 0, EVENTS), "never-sent", "k", 1);

        assertThat(Checkers.allButLoss(history, UNDER_WAY))
                .anyMatch(fault -> fault.startsWith("2: "))
                .anyMatch(fault -> fault.startsWith("3: "));
    }

    private List<String> found() {
        return Checkers.all(history, UNDER_WAY, RECOVERY);
    }

    private List<String> replay(long to) {
        return Checkers.replayIsExact(history, "billing", Map.of("orders-0", 0L), Map.of("orders-0", to), any -> true);
    }

    /** Events in, out to a stream and to a group, confirmed in frames; with one fault. */
    private void play(Planted planted) {
        history.assigned(GROUP, "orders", 0, 1);
        for (int number = 0; number < EVENTS; number++) {
            boolean here = number == AT;
            long op = history.appending("n1", "orders", id(number), key(number));
            Place place = new Place("orders", 0, number);
            if (!(here && planted == Planted.LOST_AFTER_ACKNOWLEDGEMENT)) {
                history.logged(
                        place, here && planted == Planted.ANOTHER_EVENT_THERE ? "other" : id(number), key(number));
            }
            if (here && planted == Planted.DELIVERED_THOUGH_REFUSED) {
                history.refused(op, "invalid_event", false, true);
            } else {
                boolean wrong = here && planted == Planted.OTHER_POSITION_ACKNOWLEDGED;
                history.appended(op, wrong ? new Place("orders", 0, number - 1) : place, false);
            }
        }
        if (planted == Planted.STORED_TWICE) {
            history.logged(new Place("orders", 0, EVENTS), id(AT), key(AT));
        }
        long unknown = history.appending("n1", "orders", "unknown", "k");
        history.unanswered(unknown);
        for (int number = 0; number < EVENTS; number++) {
            int which = planted == Planted.SWAPPED && number == AT
                    ? AT + KEYS
                    : planted == Planted.SWAPPED && number == AT + KEYS ? AT : number;
            boolean gone =
                    number == AT && (planted == Planted.SKIPPED || planted == Planted.LOST_AFTER_ACKNOWLEDGEMENT);
            if (!gone) {
                deliver(which, 1);
            }
        }
        if (planted == Planted.AGAIN_AFTER_CONFIRMATION) {
            history.delivered(GROUP, 1, new Place("orders", 0, AT), id(AT), key(AT), 2);
        }
        pass(Duration.ofSeconds(5));
    }

    private void deliver(int number, int attempt) {
        pass(Duration.ofMillis(1));
        Place place = new Place("orders", 0, number);
        history.delivered(STREAM, 0, place, id(number), key(number), attempt);
        history.delivered(GROUP, 1, place, id(number), key(number), attempt);
        history.confirmed(history.confirming("n1", GROUP, List.of(place)));
    }

    private void append(int number, String node) {
        history.appended(
                history.appending(node, "orders", id(number), key(number)), new Place("orders", 0, number), false);
    }

    private void confirm(int number) {
        history.confirmed(history.confirming("n1", GROUP, List.of(new Place("orders", 0, number))));
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private static String id(int number) {
        return "e-" + number;
    }

    private static String key(int number) {
        return "key-" + number % KEYS;
    }
}
