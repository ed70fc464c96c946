package dev.playhead.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.codec.ProblemCodec;
import dev.playhead.codec.Utf8Buffer;
import dev.playhead.event.Fault;
import dev.playhead.event.Partition;
import dev.playhead.event.Position;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import dev.playhead.stream.Frames;
import dev.playhead.stream.Gap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ContractTest {
    private final Contract contract = new Contract();

    @Test
    void shouldBeOfTheVersionsNamedWhenParsed() {
        assertThat(contract.openapi().getString("openapi")).startsWith("3.1.");
        assertThat(contract.asyncapi().getString("asyncapi")).startsWith("3.0.");
    }

    @Test
    void shouldResolveWhenReferring() {
        assertThat(contract.brokenReferences()).isEmpty();
    }

    @Test
    void shouldNameEveryProblemWhenListingCodes() {
        List<String> listed = contract
                .openapi()
                .getJsonObject("components")
                .getJsonObject("schemas")
                .getJsonObject("ProblemCode")
                .getJsonArray("enum")
                .stream()
                .map(String::valueOf)
                .toList();

        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Problem.values()).map(Problem::code).toList());
    }

    @Test
    void shouldMatchTheirSchemaWhenProblemsAreWritten() {
        for (Problem problem : Problem.values()) {
            Refusal refusal = new Refusal(problem, "words", new Fault("more words", "/a", 1, 2L, "limit"));
            Object document = Buffer.buffer(ProblemCodec.document(refusal)).toJsonObject();

            assertThat(contract.faults("Problem", document)).as("%s", document).isEmpty();
        }
    }

    @Test
    void shouldMatchTheirSchemaWhenFramesAreWritten() {
        Gap gap = new Gap(new Partition("orders", 1), 10, 20, "retention");
        List<String> frames = List.of(
                Frames.subscribed("t", List.of(), 0),
                Frames.subscribed("t", List.of(new Position("orders", 0, 7)), 500),
                Frames.notice("no_credit", "a \"b\""),
                Frames.caughtUp("t"),
                Frames.fellBehind("t", 12),
                Frames.place("t"),
                Frames.gap(gap),
                Frames.completed(5, "t"),
                Frames.closed("t"));
        for (String frame : frames) {
            JsonObject json = new JsonObject(frame);
            assertThat(contract.messageFaults(json.getString("op"), json))
                    .as(frame)
                    .isEmpty();
        }
        Utf8Buffer problem = new Utf8Buffer(256);
        ProblemCodec.frame(problem, 7L, new Refusal(Problem.UNKNOWN_OP, "words", Fault.at("/op", "is unknown")));
        JsonObject json = Buffer.buffer(problem.toBytes()).toJsonObject();
        assertThat(contract.messageFaults("problem", json)).as("%s", json).isEmpty();
    }

    @Test
    void shouldMatchTheirSchemaWhenExamplesOfFramesAreGiven() {
        JsonObject messages = contract.asyncapi().getJsonObject("components").getJsonObject("messages");
        int examples = 0;
        for (Map.Entry<String, Object> message : messages) {
            for (Object example : ((JsonObject) message.getValue()).getJsonArray("examples", new JsonArray())) {
                Object payload = ((JsonObject) example).getValue("payload");
                assertThat(contract.messageFaults(message.getKey(), payload))
                        .as("%s", payload)
                        .isEmpty();
                examples++;
            }
        }
        assertThat(examples).isGreaterThan(10);
    }

    @Test
    void shouldMatchTheirSchemaWhenExamplesOfRequestsAreGiven() {
        JsonObject append = contract.operations().get("POST /v1/topics/{topic}/events");
        Map<String, List<Object>> examples = contract.requestExamples(append);

        examples.get("application/cloudevents+json")
                .forEach(event -> assertThat(contract.faults("Event", event)).isEmpty());
        examples.get("application/cloudevents-batch+json").forEach(batch -> ((JsonArray) batch)
                .forEach(event -> assertThat(contract.faults("Event", event)).isEmpty()));
        examples.get("application/x-ndjson")
                .forEach(text -> ((String) text).lines().forEach(event -> assertThat(
                                contract.faults("Event", new JsonObject(event)))
                        .isEmpty()));
    }

    @Test
    void shouldMatchTheirSchemaWhenExamplesOfChoicesAreGiven() {
        JsonObject redrive = contract.operations().get("POST /v1/groups/{group}/parked/redrive");

        contract.requestExamples(redrive)
                .get("application/json")
                .forEach(choice -> assertThat(contract.faults("Choice", choice)).isEmpty());
    }

    @Test
    void shouldSayWhatIsWrongWhenValueBreaksItsSchema() {
        assertThat(contract.faults("Receipt", new JsonObject().put("topic", 5))).contains("topic");
        assertThat(contract.messageFaults(
                        "request", new JsonObject().put("op", "request").put("n", 0)))
                .isNotEmpty();
        assertThat(contract.messageFaults(
                        "subscribe",
                        new JsonObject(
                                "{\"op\":\"subscribe\",\"topics\":[\"a\"],\"filter\":[{\"any\":[{\"eggsact\":{}}]}]}")))
                .isNotEmpty();
    }

    @Test
    void shouldUseEveryMessageInAnOperationWhenDeclared() {
        Set<String> used = new TreeSet<>();
        contract.asyncapi().getJsonObject("operations").forEach(operation -> ((JsonObject) operation.getValue())
                .getJsonArray("messages")
                .forEach(message -> {
                    String ref = ((JsonObject) message).getString("$ref");
                    used.add(ref.substring(ref.lastIndexOf('/') + 1));
                }));
        assertThat(used)
                .isEqualTo(contract.asyncapi()
                        .getJsonObject("components")
                        .getJsonObject("messages")
                        .fieldNames());
    }
}
