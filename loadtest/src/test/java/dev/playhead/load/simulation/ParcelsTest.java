package dev.playhead.load.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.load.books.Books;
import dev.playhead.load.feed.Draft;
import org.junit.jupiter.api.Test;

final class ParcelsTest {
    private final Books books = new Books("run", 10);
    private final Parcels parcels = new Parcels(books, () -> new Draft("/s", "t", "k", "\"data\":{}"));

    private static String receipt(long offset, boolean duplicate) {
        return "{\"partition\":0,\"offset\":" + offset + ",\"duplicate\":" + duplicate + "}";
    }

    private static String receipts(String... each) {
        return "{\"receipts\":[" + String.join(",", each) + "]}";
    }

    @Test
    void shouldEnterReceiptsWhenExactlyTheRepeatedAreDuplicates() {
        Parcel first = parcels.batch(2);
        assertThat(parcels.enter(first, receipts(receipt(0, false), receipt(1, false))))
                .isTrue();
        Parcel mixed = parcels.mixed(first, 1, 1);

        assertThat(mixed.events().get(0)).isEqualTo(first.events().get(0));
        assertThat(parcels.enter(mixed, receipts(receipt(0, true), receipt(2, false))))
                .isTrue();

        assertThat(books.faults().told()).isEmpty();
        assertThat(books.acknowledged()).isEqualTo(3);
        assertThat(books.repeated()).isEqualTo(1);
    }

    @Test
    void shouldSayWhenTheWrongOneIsADuplicate() {
        Parcel first = parcels.batch(2);
        parcels.enter(first, receipts(receipt(0, false), receipt(1, false)));

        parcels.enter(parcels.mixed(first, 1, 1), receipts(receipt(0, false), receipt(2, true)));

        assertThat(books.faults().told()).hasSize(2);
    }

    @Test
    void shouldSayWhenABatchIsStoredInAnotherOrder() {
        parcels.enter(parcels.batch(2), receipts(receipt(1, false), receipt(0, false)));

        assertThat(books.faults().told()).singleElement().asString().contains("sent before it with the same key");
    }

    @Test
    void shouldNotBeWholeWhenAReceiptIsAProblemOrMissing() {
        assertThat(parcels.enter(parcels.batch(2), receipts(receipt(0, false), "{\"problem\":{}}")))
                .isFalse();
        assertThat(parcels.enter(parcels.batch(2), receipts(receipt(1, false)))).isFalse();
        assertThat(parcels.enter(parcels.one(), "{\"code\":\"unavailable\"}")).isFalse();
        assertThat(books.acknowledged()).isEqualTo(2);
    }
}
