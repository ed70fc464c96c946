package dev.playhead.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.event.Event;
import dev.playhead.event.Partition;
import dev.playhead.event.Problem;
import dev.playhead.event.RefusedException;
import dev.playhead.log.Block;
import dev.playhead.log.Bounds;
import dev.playhead.log.LogReader;
import dev.playhead.log.Read;
import dev.playhead.log.Topic;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link LogReader} must do, whatever log it reads. */
public abstract class LogReaderContract {
    private static final long PATIENCE_SECONDS = 60;
    private static final Event.Header STRUCTURED =
            new Event.Header("content-type", "application/cloudevents+json".getBytes(StandardCharsets.UTF_8));

    protected abstract LogReader reader();

    /** A topic that nobody else uses. */
    protected abstract Topic topic(String name, int partitions);

    /** Appends a record; its recorded time is the one given, in epoch milliseconds. */
    protected abstract void put(
            Partition partition,
            byte @Nullable [] key,
            byte @Nullable [] value,
            List<Event.Header> headers,
            long recorded);

    /** Leaves offsets at the end that hold no record, at least that many. */
    protected abstract void leaveHoles(Partition partition, int count);

    /** Removes everything before the offset. */
    protected abstract void trim(Partition partition, long start);

    protected static <T> T await(Future<T> future) {
        try {
            return future.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    protected static byte[] event(long number) {
        return ("{\"specversion\":\"1.0\",\"id\":\"" + number
                        + "\",\"source\":\"/test\",\"type\":\"t\",\"data\":{\"n\":" + number + "}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    protected final void put(Partition partition, long number) {
        put(partition, null, event(number), List.of(STRUCTURED), 1000 + number);
    }

    @Test
    void shouldBeAtTheEndWhenNothingWasAppended() {
        Partition partition = topic("empty", 1).all().get(0);

        assertThat(await(reader().read(partition, 0))).isEqualTo(new Read.AtEnd(0));
    }

    @Test
    void shouldGiveEveryRecordOnceWhenReadFromBlockToBlock() {
        Topic topic = topic("all", 2);
        for (int number = 0; number < 500; number++) {
            put(topic.all().get(number % 2), number);
        }

        for (Partition partition : topic.all()) {
            List<String> expected = new ArrayList<>();
            for (int number = partition.index(); number < 500; number += 2) {
                expected.add(new String(event(number), StandardCharsets.UTF_8));
            }
            assertThat(readAll(partition, 0)).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void shouldHoldTheOffsetInItsBlockWhereverItIsAsked() {
        Partition partition = topic("anywhere", 1).all().get(0);
        for (int number = 0; number < 300; number++) {
            put(partition, number);
        }
        Random random = new Random(7);

        for (int turn = 0; turn < 100; turn++) {
            long offset = random.nextInt(300);
            Block block = block(await(reader().read(partition, offset)));
            assertThat(block.base()).isLessThanOrEqualTo(offset);
            assertThat(block.offset(block.indexOf(offset))).isEqualTo(offset);
            assertThat(text(block, block.indexOf(offset))).isEqualTo(new String(event(offset), StandardCharsets.UTF_8));
        }
    }

    @Test
    void shouldGoOnBehindHolesWhenOffsetsHoldNoRecord() {
        Partition partition = topic("holes", 1).all().get(0);
        put(partition, 0);
        leaveHoles(partition, 3);
        put(partition, 1);
        leaveHoles(partition, 2);
        long end = bounds(partition).end();

        assertThat(end).isGreaterThanOrEqualTo(7);
        assertThat(readAll(partition, 0)).hasSize(2);
        assertThat(block(await(reader().read(partition, end - 1))).next()).isEqualTo(end);
        assertThat(await(reader().read(partition, end))).isEqualTo(new Read.AtEnd(end));
    }

    @Test
    void shouldPresentForeignRecordsWhenOtherToolsWroteThem() {
        Partition partition = topic("foreign", 1).all().get(0);
        put(partition, new byte[] {(byte) 0xff}, new byte[] {(byte) 0xfe, 0, 1}, List.of(), 5);
        put(partition, null, null, List.of(new Event.Header("h", new byte[] {(byte) 0xc0})), 6);
        put(partition, null, "{\"a\":1".getBytes(StandardCharsets.UTF_8), List.of(STRUCTURED), 7);
        put(partition, 3);

        List<String> events = readAll(partition, 0);

        assertThat(events).hasSize(4).allMatch(event -> event.startsWith("{") && event.endsWith("}"));
        assertThat(events.get(0)).contains("data_base64");
        assertThat(events.get(3)).isEqualTo(new String(event(3), StandardCharsets.UTF_8));
    }

    @Test
    void shouldTellWhatWasLostWhenTheLogBeginsLater() {
        Partition partition = topic("retention", 1).all().get(0);
        for (int number = 0; number < 20; number++) {
            put(partition, number);
        }
        trim(partition, 10);

        assertThat(await(reader().read(partition, 3))).isEqualTo(new Read.Lost(3, 10, "retention"));
        assertThat(readAll(partition, 10)).hasSize(10);
        assertThat(bounds(partition).start()).isEqualTo(10);
    }

    @Test
    void shouldTellTheEndWhenItIsBelowTheOffset() {
        Partition partition = topic("beyond", 1).all().get(0);
        put(partition, 0);

        assertThat(await(reader().read(partition, 10))).isEqualTo(new Read.Lost(10, 1, "truncated"));
    }

    @Test
    void shouldFindTheFirstRecordAtOrAfterATime() {
        Topic topic = topic("times", 2);
        for (int number = 0; number < 10; number++) {
            put(topic.all().get(0), number);
        }

        assertThat(await(reader().firstAtOrAfter(topic, 0))).containsExactly(0L, 0L);
        assertThat(await(reader().firstAtOrAfter(topic, 1004))).containsExactly(4L, 0L);
        assertThat(await(reader().firstAtOrAfter(topic, 9999))).containsExactly(10L, 0L);
    }

    @Test
    void shouldRefuseWhenThereIsNoSuchTopic() {
        assertThatThrownBy(() -> await(reader().read(new Partition("nowhere", 0), 0)))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().problem()).isEqualTo(Problem.TOPIC_NOT_FOUND));
    }

    @Test
    void shouldWakeWhenTheEndPassesTheOffset() throws Exception {
        Partition partition = topic("wake", 1).all().get(0);
        CountDownLatch woken = new CountDownLatch(2);
        reader().awaitBeyond(partition, 0, woken::countDown);
        reader().awaitBeyond(partition, 0, woken::countDown);
        LogReader.Wait given = reader().awaitBeyond(partition, 0, () -> {
            throw new AssertionError("it was given up");
        });
        given.cancel();

        put(partition, 0);

        assertThat(woken.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(readAll(partition, 0)).hasSize(1);
        CountDownLatch passed = new CountDownLatch(1);
        reader().awaitBeyond(partition, 0, passed::countDown);
        assertThat(passed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** The seam between old and new: readers that begin anywhere, while somebody appends in random bursts. */
    @Test
    void shouldMissAndRepeatNothingWhenReadWhileItGrows() throws Exception {
        int count = 300;
        for (long seed = 0; seed < 4; seed++) {
            Partition partition = topic("seam-" + seed, 1).all().get(0);
            Random random = new Random(seed);
            var threads = Executors.newCachedThreadPool();
            try {
                List<java.util.concurrent.Future<List<Long>>> readers = new ArrayList<>();
                for (int reader = 0; reader < 4; reader++) {
                    readers.add(threads.submit(() -> offsets(partition, count)));
                }
                for (int number = 0; number < count; number++) {
                    put(partition, number);
                    if (random.nextInt(40) == 0) {
                        // Lets the readers come to the end now and then
                        awaitEnd(partition, number + 1);
                    }
                }
                for (var reader : readers) {
                    List<Long> found = reader.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    assertThat(found).as("seed %s", seed).hasSize(count);
                    for (int at = 0; at < count; at++) {
                        assertThat(found.get(at)).as("seed %s", seed).isEqualTo(at);
                    }
                }
                assertThat(readers).allMatch(reader -> reader.isDone());
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private void awaitEnd(Partition partition, long end) throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        reader().awaitBeyond(partition, end - 1, reached::countDown);
        assertThat(reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** Follows the partition from its beginning until so many records have come. */
    private List<Long> offsets(Partition partition, int count) throws Exception {
        List<Long> found = new ArrayList<>();
        long offset = 0;
        while (found.size() < count) {
            Read read = await(reader().read(partition, offset));
            if (read instanceof Read.Loaded loaded) {
                Block block = loaded.block();
                for (int index = block.indexOf(offset); index < block.count(); index++) {
                    found.add(block.offset(index));
                }
                offset = block.next();
            } else {
                awaitEnd(partition, offset + 1);
            }
        }
        return found;
    }

    protected final List<String> readAll(Partition partition, long from) {
        List<String> events = new ArrayList<>();
        long offset = from;
        while (await(reader().read(partition, offset)) instanceof Read.Loaded loaded) {
            Block block = loaded.block();
            for (int index = block.indexOf(offset); index < block.count(); index++) {
                events.add(text(block, index));
            }
            offset = block.next();
        }
        return events;
    }

    protected final Bounds bounds(Partition partition) {
        return await(reader().bounds(known(partition.topic()))).get(partition.index());
    }

    /** The topic as it was made. */
    protected abstract Topic known(String name);

    protected static Block block(Read read) {
        assertThat(read).isInstanceOf(Read.Loaded.class);
        return ((Read.Loaded) read).block();
    }

    private static String text(Block block, int index) {
        return block.event(index).toString(StandardCharsets.UTF_8);
    }
}
