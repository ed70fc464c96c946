package dev.playhead.load.simulation;

import dev.playhead.load.books.Books;
import dev.playhead.load.feed.Draft;
import dev.playhead.load.feed.Feed;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Packs events into requests, entering them in the books, and enters their receipts; any thread. */
final class Parcels {
    private final Books books;
    private final Feed feed;

    Parcels(Books books, Feed feed) {
        this.books = books;
        this.feed = feed;
    }

    Parcel one() {
        return pack(new int[0], List.of(), 1, false);
    }

    Parcel batch(int events) {
        return pack(new int[0], List.of(), events, true);
    }

    /** A batch of which the first events are the first of one that was acknowledged. */
    Parcel mixed(Parcel before, int again, int fresh) {
        int[] numbers = java.util.Arrays.copyOf(before.numbers(), again);
        return pack(numbers, before.events().subList(0, again), fresh, true);
    }

    private Parcel pack(int[] againNumbers, List<String> againEvents, int fresh, boolean isBatch) {
        int again = againNumbers.length;
        int[] numbers = java.util.Arrays.copyOf(againNumbers, again + fresh);
        List<String> events = new ArrayList<>(againEvents);
        for (int i = again; i < numbers.length; i++) {
            Draft draft = feed.next();
            numbers[i] = books.enter(draft.source(), draft.subject(), System.nanoTime());
            events.add(draft.event(books.id(numbers[i])));
        }
        return new Parcel(numbers, events, again, isBatch);
    }

    /** Enters the receipts of an answer; false if it has anything else in the place of one. */
    boolean enter(Parcel parcel, String answer) {
        JsonArray receipts = parcel.isBatch()
                ? new JsonObject(answer).getJsonArray("receipts", new JsonArray())
                : new JsonArray().add(new JsonObject(answer));
        boolean whole = receipts.size() == parcel.numbers().length;
        Map<Integer, Integer> lastOfKey = new HashMap<>();
        for (int i = 0; i < Math.min(receipts.size(), parcel.numbers().length); i++) {
            JsonObject receipt = receipts.getJsonObject(i);
            whole &= receipt.containsKey("offset") && enter(parcel, i, receipt, lastOfKey);
        }
        return whole;
    }

    private boolean enter(Parcel parcel, int place, JsonObject receipt, Map<Integer, Integer> lastOfKey) {
        int number = parcel.numbers()[place];
        int partition = receipt.getInteger("partition");
        long offset = receipt.getLong("offset");
        boolean duplicate = receipt.getBoolean("duplicate");
        if (place < parcel.again()) {
            books.receiptAgain(number, partition, offset, duplicate);
            return true;
        }
        books.receipt(number, partition, offset, duplicate);
        Integer earlier = lastOfKey.put(books.key(number), number);
        if (earlier != null) {
            books.inOrder(earlier, number);
        }
        return true;
    }
}
