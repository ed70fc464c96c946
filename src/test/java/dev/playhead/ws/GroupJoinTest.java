package dev.playhead.ws;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of a group that a subscription may leave out or repeat. */
final class GroupJoinTest {
    private static final String SETTINGS = """
            {"topics":["orders","payments"],"from":"earliest","retry":7,"maxInFlight":9,
             "filter":[{"exact":{"type":"even"}},{"prefix":{"source":"/"}}]}""";

    private final StreamFixture fixture = new StreamFixture();

    @BeforeEach
    void group() {
        fixture.log.topic("orders", 2);
        fixture.log.topic("payments", 1);
        make("billing", SETTINGS);
        make("single", "{\"topics\":[\"orders\"],\"from\":\"earliest\",\"filter\":[{\"exact\":{\"type\":\"even\"}}]}");
        for (int id = 0; id < 4; id++) {
            fixture.put("orders", id % 2, id);
        }
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'topics':['payments','orders']}",
                "{'topics':null,'filter':null,'from':null}",
                "{'from':'latest'}",
                "{'filter':[{'prefix':{'source':'/'}},{'exact':{'type':'even'}}]}",
                "{'filter':[{'all':[{'exact':{'type':'even'}},{'prefix':{'source':'/'}}]}],'topics':['orders','payments']}"
            })
    void shouldServeTheGroupAsItIsWhenTheFrameSaysNothingElse(String said) {
        StreamClient client = fixture.subscribe(frame("billing", said).encode());

        client.awaitEvents(2);

        assertThat(client.ids()).containsExactlyInAnyOrder(0, 2);
        assertThat(StreamFixture.await(fixture.groups.groups.find("billing")).version())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/topics/orders/stream?group=single&credit=10",
                "/v1/topics/orders/stream?group=single&credit=10&type=even",
                "/v1/stream?group=single&credit=10",
                "/v1/stream?group=billing&credit=10"
            })
    void shouldServeTheGroupAsItIsWhenTheQuerySaysNothingElse(String uri) {
        StreamClient client = fixture.connect(uri);

        client.awaitEvents(2);

        assertThat(client.ids()).containsExactlyInAnyOrder(0, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topics {'topics':['orders']}",
                "/topics {'topics':['orders','payments','refunds']}",
                "/filter {'filter':[]}",
                "/filter {'filter':[{'exact':{'type':'even'}}]}",
                "/filter {'filter':[{'exact':{'type':'odd'}},{'prefix':{'source':'/'}}]}"
            })
    void shouldNameTheSettingAndBothValuesWhenTheFrameSaysAnother(String placed) {
        String pointer = placed.substring(0, placed.indexOf(' '));
        StreamClient client = fixture.subscribe(
                frame("billing", placed.substring(pointer.length())).encode());

        JsonObject problem = client.awaitFrame("problem");

        assertThat(problem.getString("code")).isEqualTo("group_mismatch");
        JsonObject fault = problem.getJsonArray("errors").getJsonObject(0);
        assertThat(fault.getString("pointer")).isEqualTo(pointer);
        assertThat(fault.getString("detail"))
                .contains("but the group has ")
                .contains(pointer.equals("/topics") ? "[orders, payments]" : "{\"prefix\":{\"source\":\"/\"}}");
    }

    @Test
    void shouldRefuseAQueryWhenItsFilterIsNotTheGroups() {
        StreamClient client = fixture.connect("/v1/topics/orders/stream?group=single&type=odd");

        assertThat(client.awaitFrame("problem").getString("code")).isEqualTo("group_mismatch");
    }

    @Test
    void shouldAskForTopicsWhenNoGroupHasTheName() {
        StreamClient client = fixture.subscribe("{\"op\":\"subscribe\",\"group\":\"biling\"}");

        assertThat(client.awaitFrame("problem").getString("code")).isEqualTo("group_not_found");
        client.send("{\"op\":\"subscribe\",\"group\":\"biling\",\"topics\":[\"orders\"]}");
        assertThat(client.awaitFrame("subscribed").getString("group")).isEqualTo("biling");
    }

    private void make(String name, String settings) {
        StreamFixture.await(fixture.groups.groups.put(name, fixture.groups.specs.read(new JsonObject(settings))));
    }

    private static JsonObject frame(String group, String said) {
        return new JsonObject()
                .put("op", "subscribe")
                .put("group", group)
                .put("credit", 10)
                .mergeIn(new JsonObject(said.replace('\'', '"')));
    }
}
