package dev.playhead.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.event.Partition;
import dev.playhead.group.Confirmations.Confirmed;
import dev.playhead.log.Topic;
import dev.playhead.testing.Defaults;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Confirmations} does. */
public abstract class ConfirmationsContract {
    protected final String group = "billing-" + UUID.randomUUID();
    protected final Topic topic = new Topic("orders", UUID.randomUUID().toString(), 8, true, true);

    protected abstract Confirmations confirmations(ConfirmationSettings settings);

    /** Of the same store. */
    protected abstract Leases leases();

    /** Whether it forgets the oldest beyond {@code confirmations.maxIds}; else it keeps all for the retention. */
    protected boolean boundsTheirNumber() {
        return true;
    }

    private Confirmations confirmations() {
        return confirmations(Defaults.of(ConfirmationSettings.class));
    }

    protected static ConfirmationSettings settings(Duration retention, int maxIds) {
        return new ConfirmationSettings(retention, maxIds, 1000, 64 << 20);
    }

    protected static <T> T get(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("no end within 20 s", e);
        }
    }

    protected static Identity id(int number) {
        return Identity.of(
                "/contract".getBytes(StandardCharsets.UTF_8), ("e" + number).getBytes(StandardCharsets.UTF_8));
    }

    protected static List<Identity> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> id(number)).toList();
    }

    private static BitSet places(int... places) {
        BitSet set = new BitSet();
        IntStream.of(places).forEach(set::set);
        return set;
    }

    private static BitSet upTo(int end) {
        BitSet set = new BitSet();
        set.set(0, end);
        return set;
    }

    private int first(Confirmations confirmations, List<Identity> events) {
        return get(confirmations.confirm(group, topic, List.of(), events)).first();
    }

    private BitSet known(Confirmations confirmations, List<Identity> events) {
        return get(confirmations.confirmed(group, topic, events));
    }

    @Test
    void shouldBeFirstOnceWhenConfirmedAgain() {
        Confirmations confirmations = confirmations();

        Confirmed before = get(confirmations.confirm(group, topic, List.of(), ids(0, 3)));
        Confirmed again = get(confirmations.confirm(group, topic, List.of(), ids(1, 5)));

        assertThat(before).isEqualTo(new Confirmed(3, List.of()));
        assertThat(again).isEqualTo(new Confirmed(2, List.of()));
    }

    @Test
    void shouldBeFirstOnceWhenItIsTwiceInOneCall() {
        Confirmations confirmations = confirmations();
        first(confirmations, List.of(id(9)));

        assertThat(first(confirmations, List.of(id(1), id(2), id(1), id(1)))).isEqualTo(2);
        assertThat(first(confirmations, List.of(id(3), id(9), id(3), id(2)))).isEqualTo(1);
        assertThat(known(confirmations, List.of(id(1), id(2), id(3), id(4)))).isEqualTo(places(0, 1, 2));
    }

    @Test
    void shouldTellWhatWasConfirmedByAnotherNode() {
        first(confirmations(), List.of(id(1), id(3)));

        assertThat(known(confirmations(), ids(0, 5))).isEqualTo(places(1, 3));
    }

    @Test
    void shouldKnowNothingWhenNothingWasConfirmed() {
        assertThat(known(confirmations(), ids(0, 5))).isEqualTo(places());
    }

    @Test
    void shouldAnswerAtOnceWhenNothingIsAsked() {
        Confirmations confirmations = confirmations();

        assertThat(get(confirmations.confirm(group, topic, List.of(), List.of())))
                .isEqualTo(new Confirmed(0, List.of()));
        assertThat(known(confirmations, List.of())).isEqualTo(places());
    }

    @Test
    void shouldKeepGroupsAndTopicsApart() {
        Confirmations confirmations = confirmations();
        first(confirmations, List.of(id(1)));
        Topic again = new Topic(topic.name(), "made again", topic.partitions(), true, true);

        assertThat(get(confirmations.confirmed("another", topic, List.of(id(1)))))
                .isEqualTo(places());
        assertThat(get(confirmations.confirmed(group, again, List.of(id(1))))).isEqualTo(places());
    }

    @Test
    void shouldAnswerInOrderWhenManyAreAsked() {
        Confirmations confirmations = confirmations();
        List<Identity> third = IntStream.range(0, 5000)
                .filter(number -> number % 3 == 0)
                .mapToObj(number -> id(number))
                .toList();

        assertThat(first(confirmations, third)).isEqualTo(third.size());
        assertThat(first(confirmations, ids(0, 5000))).isEqualTo(5000 - third.size());
        assertThat(known(confirmations, ids(0, 6000))).isEqualTo(upTo(5000));
    }

    @Test
    void shouldForgetOnlyTheOldestWhenThereAreTooMany() {
        Confirmations confirmations = confirmations(settings(Duration.ofDays(1), 1000));
        for (int number = 0; number < 2000; number += 100) {
            first(confirmations, ids(number, number + 100));
        }

        BitSet known = known(confirmations, ids(0, 2000));

        if (boundsTheirNumber()) {
            assertThat(known.nextSetBit(0)).isBetween(1000, 1500);
        } else {
            assertThat(known).isEqualTo(upTo(2000));
        }
        assertThat(known.get(1500, 2000)).isEqualTo(upTo(500));
    }

    @Test
    void shouldBeADuplicateWhenTheGenerationBeforeHasIt() {
        Confirmations confirmations = confirmations(settings(Duration.ofDays(1), 1000));
        first(confirmations, ids(0, 500));

        assertThat(first(confirmations, ids(499, 501))).isEqualTo(1);
        assertThat(known(confirmations, ids(0, 502))).isEqualTo(upTo(501));
    }

    @Test
    void shouldForgetAllOfTheTopicWhenToldTo() {
        Confirmations confirmations = confirmations(settings(Duration.ofDays(1), 1000));
        first(confirmations, ids(0, 500));
        first(confirmations, ids(500, 600));

        get(confirmations.forget(group, topic));

        assertThat(known(confirmations, ids(0, 600))).isEqualTo(places());
        assertThat(first(confirmations, ids(0, 2))).isEqualTo(2);
    }

    @Test
    void shouldTellThatTheLeaseIsCurrentWhileItIs() {
        Lease lease = lease("a-1", 0);

        Confirmed confirmed = get(confirmations().confirm(group, topic, List.of(lease), ids(0, 2000)));

        assertThat(confirmed).isEqualTo(new Confirmed(2000, List.of()));
        assertThat(get(confirmations().confirm(group, topic, List.of(lease), ids(0, 2))))
                .isEqualTo(new Confirmed(0, List.of()));
    }

    @Test
    void shouldConfirmAndTellWhenTheLeaseIsAnothers() {
        Lease old = lease("a-1", 0);
        get(leases().release(List.of(old)));
        lease("b-1", 0);

        Confirmed confirmed = get(confirmations().confirm(group, topic, List.of(old), ids(0, 2)));

        assertThat(confirmed).isEqualTo(new Confirmed(2, List.of(old)));
        assertThat(get(confirmations().confirm(group, topic, List.of(old), ids(1, 3))))
                .isEqualTo(new Confirmed(1, List.of(old)));
    }

    @Test
    void shouldNotBeCurrentWhenTheSameEpochIsAnothers() {
        Lease lease = lease("a-1", 0);
        Lease forged = new Lease(group, lease.partition(), "c-1", lease.epoch(), lease.until());

        assertThat(get(confirmations().confirm(group, topic, List.of(forged), ids(0, 1)))
                        .lost())
                .containsExactly(forged);
    }

    private Lease lease(String member, long above) {
        Leases leases = leases();
        get(leases.sync(group, List.of(member)));
        return get(leases.acquire(group, member, Map.of(new Partition(topic.name(), 3), above)))
                .get(0);
    }
}
