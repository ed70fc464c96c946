package dev.playhead.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Event;
import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Receipts and problems, and the buffer that they are written into. */
final class AnswerCodecTest {
    private static final Refusal REFUSAL = new Refusal(
            Problem.INVALID_EVENT, "a \"b\"\n", List.of(Fault.at("/id", "x").ofIndex(3)));

    private final Utf8Buffer out = new Utf8Buffer(16);

    @Test
    void shouldWriteTheFourShapesOfReceiptsWhenEventsWereStoredOrNot() {
        Event event = new Event(utf8("/a"), utf8("\"ä"), utf8("k"), utf8("{}"), List.of());

        ReceiptCodec.full(out, event, "orders", 3, 991, 1_700_000_000_123L, false);
        assertThat(taken())
                .isEqualTo("{\"source\":\"/a\",\"id\":\"\\\"ä\",\"topic\":\"orders\",\"partition\":3,\"offset\":991,"
                        + "\"recorded\":\"2023-11-14T22:13:20.123Z\",\"duplicate\":false}");

        ReceiptCodec.beginBatch(out);
        ReceiptCodec.full(out, event, "orders", 3, 991, 0, true);
        ReceiptCodec.problem(out, REFUSAL);
        ReceiptCodec.end(out);
        assertThat(new JsonObject(taken()).getJsonArray("receipts")).hasSize(2);

        ReceiptCodec.beginRun(out, 7);
        ReceiptCodec.brief(out, 3, 991, false);
        ReceiptCodec.brief(out, 1, 5, true);
        ReceiptCodec.problem(out, Problem.BUSY.because("x"));
        ReceiptCodec.end(out);
        assertThat(taken())
                .isEqualTo("{\"from\":7,\"receipts\":[{\"partition\":3,\"offset\":991},"
                        + "{\"partition\":1,\"offset\":5,\"duplicate\":true},"
                        + "{\"problem\":{\"code\":\"busy\",\"detail\":\"x\",\"retryable\":true}}]}");

        ReceiptCodec.line(out, 17, Problem.BUSY.because("x"));
        assertThat(new JsonObject(taken()).getLong("line")).isEqualTo(17);
        ReceiptCodec.summary(out, 1, 2, 3, "t", null);
        assertThat(taken()).isEqualTo("{\"stored\":1,\"duplicate\":2,\"refused\":3,\"token\":\"t\"}");
    }

    @Test
    void shouldWriteProblemsForEachEdgeWhenSomethingIsRefused() {
        assertThat(new JsonObject(new String(ProblemCodec.document(REFUSAL), StandardCharsets.UTF_8)))
                .isEqualTo(new JsonObject()
                        .put("type", "urn:playhead:problem:invalid_event")
                        .put("title", Problem.INVALID_EVENT.title())
                        .put("status", 400)
                        .put("detail", "a \"b\"\n")
                        .put("code", "invalid_event")
                        .put("retryable", false)
                        .put("errors", List.of(java.util.Map.of("detail", "x", "pointer", "/id", "index", 3))));

        ProblemCodec.frame(out, 7L, Problem.UNKNOWN_OP.because("x"));
        assertThat(taken())
                .isEqualTo(
                        "{\"op\":\"problem\",\"ref\":7,\"code\":\"unknown_op\",\"detail\":\"x\",\"retryable\":false}");
    }

    @Test
    void shouldWriteNumbersAndMomentsAsTheLibraryDoesWhenTheyAreRandom() {
        for (long seed = 0; seed < 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            long number = random.nextLong() >> random.nextInt(64);
            assertThat(text(out.put(number))).as("seed %d", seed).isEqualTo(Long.toString(number));
            taken();
            long moment = random.nextLong(-62_167_219_200_000L, 253_402_300_800_000L);
            out.instant(moment);
            assertThat(Instant.parse(taken()).toEpochMilli())
                    .as("seed %d", seed)
                    .isEqualTo(moment);
        }
        assertThat(text(out.instant(Long.MAX_VALUE))).isEqualTo("9999-12-31T23:59:59.999Z");
    }

    private static String text(Utf8Buffer buffer) {
        return new String(buffer.array(), 0, buffer.length(), StandardCharsets.UTF_8);
    }

    private String taken() {
        String text = text(out);
        out.clear();
        return text;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
