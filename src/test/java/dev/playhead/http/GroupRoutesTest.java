package dev.playhead.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.config.Settings;
import dev.playhead.contract.Contract;
import dev.playhead.delivery.Delivery;
import dev.playhead.delivery.DeliverySettings;
import dev.playhead.event.OffsetRange;
import dev.playhead.event.Partition;
import dev.playhead.filter.FilterCodec;
import dev.playhead.group.CursorStore;
import dev.playhead.group.GroupCursor;
import dev.playhead.group.GroupSpecs;
import dev.playhead.group.Lease;
import dev.playhead.group.Leases;
import dev.playhead.group.Mirror;
import dev.playhead.group.Serving;
import dev.playhead.group.parking.DeadLetterStore;
import dev.playhead.group.partition.GroupStores;
import dev.playhead.group.registry.GroupJournal;
import dev.playhead.group.registry.Groups;
import dev.playhead.group.registry.InitialCursors;
import dev.playhead.group.registry.JournaledCursors;
import dev.playhead.group.registry.Mirroring;
import dev.playhead.group.report.CursorMove;
import dev.playhead.group.report.GroupDoor;
import dev.playhead.group.report.GroupRemoval;
import dev.playhead.group.report.GroupReports;
import dev.playhead.group.report.OutsideConfirmations;
import dev.playhead.log.Topic;
import dev.playhead.metrics.Meters;
import dev.playhead.testing.Defaults;
import dev.playhead.testing.MemoryAttempts;
import dev.playhead.testing.MemoryConfirmations;
import dev.playhead.testing.MemoryJournal;
import dev.playhead.testing.MemoryLeases;
import dev.playhead.testing.MemoryLink;
import dev.playhead.testing.MemoryLog;
import dev.playhead.testing.MemoryRedrives;
import dev.playhead.testing.MemoryStore;
import dev.playhead.testing.Mood;
import dev.playhead.tracing.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GroupRoutesTest {
    private static final Contract CONTRACT = new Contract();
    private static final Settings SETTINGS = Settings.load(List.of("--groups.maxSearched=100"), Map.of());
    private static final String BILLING = "/v1/groups/billing";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();
    private final MemoryLog log = new MemoryLog();
    private final MemoryStore redis = new MemoryStore();
    private final MemoryLink link = new MemoryLink(redis);
    private final Leases leases = new MemoryLeases(redis, link, Duration.ofSeconds(10));
    private final MemoryJournal journal = new MemoryJournal();
    private final List<String> forgotten = new ArrayList<>();
    private final Served serving = new Served();
    private Topic orders;
    private CursorStore places;
    private int port;

    @BeforeEach
    void listen() throws Exception {
        orders = log.topic("orders", 2);
        for (int number = 0; number < 5; number++) {
            log.put(
                    orders.all().get(0),
                    "{\"specversion\":\"1.0\",\"source\":\"/shop\",\"id\":\"" + number
                            + "\",\"type\":\"order.paid\",\"subject\":\"order-7\"}");
        }
        GroupSpecs specs = new GroupSpecs(SETTINGS.groups(), new FilterCodec(SETTINGS.filters(), () -> {}));
        GroupJournal groupJournal = new GroupJournal(journal, specs);
        Groups groups = new Groups(groupJournal, 10, InstantSource.system());
        Mirroring mirroring = new Mirroring(vertx, groupJournal, log, new Forgetful());
        places = new JournaledCursors(groupJournal, mirroring::moved);
        GroupStores stores = new GroupStores(
                leases,
                new MemoryConfirmations(redis, link),
                new MemoryAttempts(redis, link),
                new MemoryRedrives(redis, link),
                places,
                new DeadLetterStore(new MemoryJournal(), 100, 1000, new Meters(new SimpleMeterRegistry())),
                log,
                log);
        InitialCursors beginning = new InitialCursors(
                places,
                log,
                new Delivery(
                        Defaults.of(DeliverySettings.class),
                        log,
                        log,
                        new FilterCodec(SETTINGS.filters(), () -> {}),
                        new Meters(new SimpleMeterRegistry()),
                        Traces.OFF),
                specs);
        GroupDoor door = new GroupDoor(
                groups,
                specs,
                new GroupReports(groups, stores, serving, InstantSource.system()),
                new GroupRemoval(groups, stores, mirroring),
                new OutsideConfirmations(vertx, groups, specs, stores, SETTINGS.groups()),
                beginning,
                new CursorMove(
                        vertx, groups, specs, stores, beginning, serving, SETTINGS.groups(), InstantSource.system()));
        Router router = Routes.open(vertx);
        Routes.groups(router, new GroupRoutes(vertx.getOrCreateContext(), door, TestBodies.of(vertx)));
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        port = server.listen(0, "localhost").await(10, TimeUnit.SECONDS).actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldBeginAtThePutWhenAGroupIsMadeFromTheLatest() throws Exception {
        put("{\"topics\":[\"orders\"],\"from\":\"latest\"}");
        log.put(orders.all().get(0), "{\"specversion\":\"1.0\",\"source\":\"/shop\",\"id\":\"later\",\"type\":\"x\"}");

        var known = places.load("billing", orders).await(10, TimeUnit.SECONDS);
        assertThat(known.get(0).cursor()).isEqualTo(5);
        assertThat(known.get(1).cursor()).isZero();
    }

    @Test
    void shouldMakeThenKeepThenChangeWhenPut() throws Exception {
        HttpResponse<String> made = put("{\"topics\":[\"orders\"]}");
        HttpResponse<String> same = put("{\"topics\":[\"orders\"]}");
        JsonObject changed = valid("GroupMade", put("{\"topics\":[\"orders\"],\"retry\":9}"), 200);

        assertThat(made.headers().firstValue("location")).contains(BILLING);
        assertThat(valid("GroupMade", made, 201)).isEqualTo(valid("GroupMade", same, 200));
        assertThat(changed.getInteger("version")).isEqualTo(2);
        assertThat(changed.getJsonObject("settings").getInteger("retry")).isEqualTo(9);
    }

    @Test
    void shouldTellTheChangedSettingsWhenPutPutsSomeBackToTheDefault() throws Exception {
        put("{\"topics\":[\"orders\"],\"from\":\"earliest\",\"retry\":7,\"deadline\":\"1m\"}");

        JsonObject put = valid("GroupMade", put("{\"topics\":[\"orders\"],\"deadline\":\"PT2M\"}"), 200);

        assertThat(put.getJsonArray("changed"))
                .containsExactlyInAnyOrder(
                        change("from", "earliest", "latest", true),
                        change("retry", 7, 5, true),
                        change("deadline", "PT1M", "PT2M", false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'retry':9} | retry | 7 | 9 | false",
                "{'retry':null} | retry | 7 | 5 | true",
                "{'deadline':'90s'} | deadline | PT1M | PT1M30S | false",
                "{'deadline':'PT1M30S'} | deadline | PT1M | PT1M30S | false",
                "{'backoffDelay':'250 ms'} | backoffDelay | PT0.5S | PT0.25S | false",
                "{'filter':[{'exact':{'type':'a'}}]} | filter | [] | [{\"exact\":{\"type\":\"a\"}}] | false",
                "{'from':'latest','onParked':'pass'} | from | earliest | latest | false"
            })
    void shouldChangeOnlyTheNamedSettingsWhenPatched(
            String patch, String setting, String before, String after, boolean toDefault) throws Exception {
        put("{\"topics\":[\"orders\"],\"from\":\"earliest\",\"retry\":7,\"deadline\":\"1m\"}");
        JsonObject settings = valid("Group", get(BILLING), 200).getJsonObject("settings");

        JsonObject patched = valid("GroupMade", send(BILLING, "PATCH", patch.replace('\'', '"')), 200);

        JsonObject change = patched.getJsonArray("changed").getJsonObject(0);
        assertThat(patched.getJsonArray("changed")).hasSize(1);
        assertThat(change.getString("setting")).isEqualTo(setting);
        assertThat(String.valueOf(change.getValue("before"))).isEqualTo(before);
        assertThat(String.valueOf(change.getValue("after"))).isEqualTo(after);
        assertThat(change.getBoolean("toDefault")).isEqualTo(toDefault);
        settings.remove(setting);
        JsonObject kept = patched.getJsonObject("settings").copy();
        kept.remove(setting);
        assertThat(kept).isEqualTo(settings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'retries':9} | 400 | /retries",
                "{'retries':null} | 400 | /retries",
                "{'topics':null} | 400 | /topics",
                "{'topics':['payments']} | 409 | /topics",
                "{'deadline':'soon'} | 400 | such as 500ms",
                "{'deadline':30} | 400 | such as 500ms",
                "{'deadline':'1ms'} | 400 | PT0.1S to PT168H",
                "{'filter':{}} | 400 | /filter",
                "[] | 400 | malformed"
            })
    void shouldKeepAllWhenAPatchIsNotUnderstood(String patch, int status, String said) throws Exception {
        log.topic("payments", 1);
        put("{\"topics\":[\"orders\"]}");

        assertThat(valid("Problem", send(BILLING, "PATCH", patch.replace('\'', '"')), status)
                        .encode())
                .contains(said);
        assertThat(valid("Group", get(BILLING), 200).getInteger("version")).isEqualTo(1);
        assertThat(valid("Problem", send("/v1/groups/absent", "PATCH", "{}"), 404)
                        .getString("code"))
                .isEqualTo("group_not_found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The cursor is 2, 3 is settled too; offsets 1 and 3 are of the type the filter lets through
                "{'from':'earliest','dryRun':true} | 0 | 2 | 0",
                "{'from':'latest','dryRun':true} | 5 | 0 | 0",
                "{'dryRun':true,'from':{'positions':[{'topic':'orders','partition':0,'offset':1},{'topic':'orders','partition':1,'offset':0}]}} | 1 | 2 | 0",
                "{'dryRun':true,'from':{'positions':[{'topic':'orders','partition':0,'offset':2},{'topic':'orders','partition':1,'offset':0}]}} | 2 | 1 | 0"
            })
    void shouldCountAndChangeNothingWhenAMoveIsADryRun(String body, long to, int again, int passed) throws Exception {
        put("{\"topics\":[\"orders\"],\"filter\":[{\"any\":[{\"sql\":\"id = '1'\"},{\"sql\":\"id = '3'\"}]}]}");
        places.put(List.of(place(0, 7, 2, List.of(new OffsetRange(3, 4)))));

        JsonObject moves = valid("CursorMoved", move(body), 200);

        assertThat(moves.getBoolean("exact")).isTrue();
        assertThat(moves.getInteger("again")).isEqualTo(again);
        assertThat(moves.getInteger("passed")).isEqualTo(passed);
        assertThat(moves.getJsonArray("partitions").getJsonObject(0).getLong("before"))
                .isEqualTo(2);
        assertThat(moves.getJsonArray("partitions").getJsonObject(0).getLong("cursor"))
                .isEqualTo(to);
        assertThat(places.load("billing", orders)
                        .await(10, TimeUnit.SECONDS)
                        .get(0)
                        .cursor())
                .isEqualTo(2);
    }

    @Test
    void shouldCountThePassedEventsWhenTheMoveGoesForward() throws Exception {
        put("{\"topics\":[\"orders\"],\"from\":\"earliest\"}");
        places.put(List.of(place(0, 7, 1, List.of(new OffsetRange(3, 4)))));

        assertThat(valid("CursorMoved", move("{'from':'latest','dryRun':true}"), 200)
                        .getInteger("passed"))
                .as("1, 2 and 4; 3 is settled")
                .isEqualTo(3);
    }

    @Test
    void shouldForgetTheConfirmationsWhenTheCursorMovesBack() throws Exception {
        put("{\"topics\":[\"orders\"],\"from\":\"earliest\"}");
        places.put(List.of(place(0, 7, 4, List.of())));
        post("{\"positions\":[" + position("orders", 4) + "]}");

        JsonObject moves = valid("CursorMoved", move("{'from':'earliest'}"), 200);

        assertThat(moves.getJsonArray("partitions").getJsonObject(0).getLong("before"))
                .isEqualTo(4);
        GroupCursor after =
                places.load("billing", orders).await(10, TimeUnit.SECONDS).get(0);
        assertThat(after.progress()).isEqualTo(new GroupCursor.Progress(0, List.of(), 0));
        assertThat(after.epoch()).as("above that of the last owner").isGreaterThan(7);
        assertThat(valid("Confirmed", post("{\"positions\":[" + position("orders", 4) + "]}"), 200))
                .isEqualTo(tally(1, 0, 0));
        assertThat(leases.sync("billing", List.of()).result().members()).isEmpty();
    }

    @Test
    void shouldKeepWhatIsSettledBehindWhenTheCursorMovesForward() throws Exception {
        put("{\"topics\":[\"orders\"],\"from\":\"earliest\"}");
        places.put(List.of(place(0, 7, 0, List.of(new OffsetRange(1, 2), new OffsetRange(4, 5)))));

        valid(
                "CursorMoved",
                move("{'from':{'positions':[" + position("orders", 1)
                        + ",{'topic':'orders','partition':1,'offset':0}]}}"),
                200);

        assertThat(places.load("billing", orders)
                        .await(10, TimeUnit.SECONDS)
                        .get(0)
                        .progress())
                .isEqualTo(new GroupCursor.Progress(2, List.of(new OffsetRange(4, 5)), 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 400 | /from",
                "{'from':null} | 400 | /from",
                "{'from':'yesterday'} | 400 | /from",
                "{'from':{'time':'noon'}} | 400 | /from/time",
                "{'from':{'token':'AQ'}} | 400 | invalid_token",
                "{'from':{'positions':[]}} | 400 | /from/positions",
                "{'to':'latest'} | 400 | /to",
                "{'from':'latest','dryRun':1} | 400 | /dryRun"
            })
    void shouldRefuseAMoveWhenItIsNotUnderstood(String body, int status, String said) throws Exception {
        put("{\"topics\":[\"orders\"]}");

        assertThat(valid("Problem", move(body), status).encode()).contains(said);
        assertThat(valid("Group", get(BILLING), 200).getInteger("version")).isEqualTo(1);
    }

    private HttpResponse<String> move(String body) throws Exception {
        return send(BILLING + "/cursor", "POST", body.replace('\'', '"'));
    }

    private static JsonObject change(String setting, Object before, Object after, boolean toDefault) {
        return new JsonObject()
                .put("setting", setting)
                .put("before", before)
                .put("after", after)
                .put("toDefault", toDefault);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"topics\":[\"absent\"]} | 404 | topic_not_found",
                "{\"topics\":[\"orders\"],\"retry\":-1} | 400 | /retry",
                "{\"topic\":\"orders\"} | 400 | /topic",
                "[] | 400 | malformed"
            })
    void shouldRefuseWhenSettingsAreNotUnderstood(String body, int status, String said) throws Exception {
        assertThat(valid("Problem", put(body), status).encode()).contains(said);
    }

    @Test
    void shouldRefuseWhenTheTopicsOfAGroupWouldChange() throws Exception {
        log.topic("payments", 1);
        put("{\"topics\":[\"orders\"]}");

        assertThat(valid("Problem", put("{\"topics\":[\"orders\",\"payments\"]}"), 409)
                        .encode())
                .contains("group_mismatch")
                .contains("/topics");
    }

    @Test
    void shouldTellWhereItStandsWhenServedElsewhere() throws Exception {
        put("{\"topics\":[\"orders\"]}");
        hold("n2-1", 0);
        places.put(List.of(place(0, 1, 1, List.of(new OffsetRange(3, 4)))));

        JsonObject group = valid("Group", get(BILLING), 200);

        JsonObject first = group.getJsonArray("partitions").getJsonObject(0);
        assertThat(first.getString("owner")).isEqualTo("n2-1");
        assertThat(first.getLong("cursor")).isEqualTo(1);
        assertThat(first.getLong("lag")).isEqualTo(3);
        assertThat(first.getDouble("lagSeconds")).isPositive();
        assertThat(group.getJsonArray("partitions").getJsonObject(1).getLong("cursor"))
                .isZero();
        assertThat(group.getJsonArray("members")).containsExactly("n2-1");
        JsonObject listed =
                valid("Groups", get("/v1/groups"), 200).getJsonArray("groups").getJsonObject(0);
        assertThat(listed.getInteger("lag")).isEqualTo(3);
        assertThat(listed.getInteger("connections")).isEqualTo(1);
    }

    @Test
    void shouldTellWhatIsStuckWhenServedHere() throws Exception {
        put("{\"topics\":[\"orders\"]}");
        hold("n1-1", 0);
        serving.served = List.of(new Serving.Served(
                orders.all().get(0),
                "n1-1",
                1,
                2,
                4,
                new Serving.Load(2, 1, 1, 12.5),
                List.of(new Serving.Stuck(2, 3, 1000, "in flight for 4 deadlines"))));

        JsonObject group = valid("Group", get(BILLING), 200);

        JsonObject stuck = group.getJsonArray("stuck").getJsonObject(0);
        assertThat(stuck.getString("key")).isEqualTo("order-7");
        assertThat(stuck.getString("id")).isEqualTo("2");
        assertThat(stuck.getString("connection")).isEqualTo("n1-1");
        assertThat(group.getInteger("inFlight")).isEqualTo(2);
        assertThat(group.getJsonArray("partitions").getJsonObject(0).getLong("cursor"))
                .isEqualTo(2);
    }

    @Test
    void shouldSayWhatIsAwayWhenTheStoreOfLeasesIs() throws Exception {
        put("{\"topics\":[\"orders\"]}");
        link.mood(Mood.AWAY);

        assertThat(valid("Group", get(BILLING), 200).getJsonArray("away")).contains("leases", "attempts");
    }

    @Test
    void shouldConfirmOnceWhenPositionsAndEventsAreNamed() throws Exception {
        put("{\"topics\":[\"orders\"]}");
        places.put(List.of(place(0, 1, 1, List.of())));
        String body = "{\"positions\":[" + position("orders", 0) + "," + position("orders", 2) + ","
                + position("orders", 99) + "," + position("absent", 0)
                + "],\"events\":[{\"source\":\"/shop\",\"id\":\"3\"}]}";

        JsonObject first = valid("Confirmed", post(body), 200);
        JsonObject again = valid("Confirmed", post(body), 200);

        assertThat(first)
                .isEqualTo(new JsonObject().put("first", 2).put("duplicate", 1).put("unknown", 2));
        assertThat(again)
                .isEqualTo(new JsonObject().put("first", 0).put("duplicate", 3).put("unknown", 2));
        assertThat(valid("Problem", post("{\"positions\":[7],\"ids\":[]}"), 400).encode())
                .contains("/positions/0")
                .contains("/ids");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'events':[{'source':'/shop','id':'later'}]}",
                "{'events':[{'source':'/shop','id':'LATER'},{'source':'/shop','id':'later '}]}",
                "{'events':[{'source':'/shop/','id':'later'},{'source':'/shop','id':'later'}]}",
                "{'events':[{'topic':'absent','source':'/shop','id':'later'}]}",
                "{'positions':[{'topic':'orders','partition':0,'offset':5}]}",
                "{'positions':[{'topic':'orders','partition':0,'offset':-1}]}",
                "{'positions':[{'topic':'orders','partition':0,'offset':9223372036854775807}]}",
                "{'positions':[{'topic':'orders','partition':1,'offset':0},{'topic':'orders','partition':0,'offset':6}]}",
                "{'positions':[{'topic':'orders','partition':2,'offset':0},{'topic':'orders','partition':-1,'offset':0}]}"
            })
    void shouldDeliverLaterWhenNoEventHadTheConfirmedName(String body) throws Exception {
        put("{\"topics\":[\"orders\"],\"from\":\"earliest\"}");
        String sent = body.replace('\'', '"');
        int named = new JsonObject(sent)
                .stream().mapToInt(each -> ((JsonArray) each.getValue()).size()).sum();

        JsonObject early = valid("Confirmed", post(sent), 200);
        append("/shop", "later", "order.paid");
        JsonObject now = valid("Confirmed", post("{\"events\":[" + name("/shop", "later") + "]}"), 200);

        assertThat(early).isEqualTo(tally(0, 0, named));
        assertThat(now).as("the first that confirms the event").isEqualTo(tally(1, 0, 0));
    }

    @Test
    void shouldNotConfirmWhenTheFilterLeavesTheEventOut() throws Exception {
        put("{\"topics\":[\"orders\"],\"from\":\"earliest\",\"filter\":[{\"prefix\":{\"type\":\"payment.\"}}]}");
        append("/shop", "p1", "payment.made");

        JsonObject tally = valid(
                "Confirmed",
                post("{\"positions\":[" + position("orders", 0) + "],\"events\":[" + name("/shop", "1") + ","
                        + name("/shop", "p1") + "]}"),
                200);

        assertThat(tally).isEqualTo(tally(1, 0, 2));
    }

    @Test
    void shouldNotConfirmByNameWhenTheGroupBeganAfterTheEvent() throws Exception {
        put("{\"topics\":[\"orders\"],\"from\":\"latest\"}");

        JsonObject byName = valid("Confirmed", post("{\"events\":[" + name("/shop", "1") + "]}"), 200);
        JsonObject byPosition = valid("Confirmed", post("{\"positions\":[" + position("orders", 1) + "]}"), 200);

        assertThat(byName).isEqualTo(tally(0, 0, 1));
        assertThat(byPosition).as("settled before").isEqualTo(tally(0, 1, 0));
    }

    @Test
    void shouldConfirmByNameWhenTheEventIsInAnyPartition() throws Exception {
        put("{\"topics\":[\"orders\"],\"from\":\"earliest\"}");
        log.put(
                orders.all().get(1),
                "{\"specversion\":\"1.0\",\"source\":\"/till\",\"id\":\"1\",\"type\":\"order.paid\"}");
        String body = "{\"events\":[" + name("/till", "1") + "," + name("/shop", "4") + "," + name("/till", "4") + "]}";

        assertThat(valid("Confirmed", post(body), 200)).isEqualTo(tally(2, 0, 1));
        assertThat(valid("Confirmed", post(body), 200)).isEqualTo(tally(0, 2, 1));
    }

    @Test
    void shouldAskForPositionsAndConfirmNothingWhenTheSearchReachesItsLimit() throws Exception {
        put("{\"topics\":[\"orders\"],\"from\":\"earliest\"}");
        for (int number = 0; number < 200; number++) {
            append("/bulk", "b" + number, "order.paid");
        }
        append("/shop", "far", "order.paid");
        String body = "{\"events\":[" + name("/shop", "1") + "," + name("/shop", "far") + "]}";

        JsonObject problem = valid("Problem", post(body), 400);
        JsonObject near = valid("Confirmed", post("{\"events\":[" + name("/shop", "1") + "]}"), 200);
        JsonObject far = valid("Confirmed", post("{\"positions\":[" + position("orders", 205) + "]}"), 200);

        assertThat(problem.getJsonArray("errors")).hasSize(1);
        assertThat(problem.encode()).contains("/events/1", "groups.maxSearched", "name its position");
        assertThat(near).as("the refused call confirmed nothing").isEqualTo(tally(1, 0, 0));
        assertThat(far).isEqualTo(tally(1, 0, 0));
    }

    @Test
    void shouldKnowNothingWhenTheTopicOfTheGroupIsGone() throws Exception {
        put("{\"topics\":[\"orders\"],\"from\":\"earliest\"}");
        log.delete("orders");

        JsonObject tally = valid(
                "Confirmed",
                post("{\"positions\":[" + position("orders", 0) + "],\"events\":[" + name("/shop", "1") + "]}"),
                200);

        assertThat(tally).isEqualTo(tally(0, 0, 2));
    }

    @Test
    void shouldRefuseToConfirmWhenTheStoreIsAway() throws Exception {
        put("{\"topics\":[\"orders\"]}");
        link.mood(Mood.AWAY);

        assertThat(valid("Problem", post("{\"positions\":[" + position("orders", 0) + "]}"), 503)
                        .getBoolean("retryable"))
                .isTrue();
    }

    @Test
    void shouldBeGoneWithAllThatIsKeptWhenDeleted() throws Exception {
        put("{\"topics\":[\"orders\"]}");
        places.put(List.of(place(0, 1, 3, List.of())));
        post("{\"positions\":[" + position("orders", 4) + "]}");
        hold("n1-1", 0);
        assertThat(valid("Problem", delete(), 409).getString("code")).isEqualTo("group_in_use");
        leases.leave("billing", "n1-1");

        assertThat(delete().statusCode()).isEqualTo(204);

        assertThat(valid("Problem", get(BILLING), 404).getString("code")).isEqualTo("group_not_found");
        assertThat(delete().statusCode()).isEqualTo(404);
        assertThat(journal.load().result()).isEmpty();
        assertThat(forgotten).containsExactly("billing");
        put("{\"topics\":[\"orders\"],\"from\":\"earliest\"}");
        assertThat(valid("Confirmed", post("{\"positions\":[" + position("orders", 4) + "]}"), 200)
                        .getInteger("first"))
                .isEqualTo(1);
    }

    private void hold(String member, int partition) {
        leases.sync("billing", List.of(member));
        List<Lease> given = leases.acquire("billing", member, Map.of(new Partition("orders", partition), 0L))
                .result();
        assertThat(given).hasSize(1);
    }

    private GroupCursor place(int partition, long epoch, long cursor, List<OffsetRange> settled) {
        return new GroupCursor("billing", "orders", orders.id(), partition, epoch, cursor, settled, cursor);
    }

    private void append(String source, String id, String type) {
        log.put(
                orders.all().get(0),
                "{\"specversion\":\"1.0\",\"source\":\"" + source + "\",\"id\":\"" + id + "\",\"type\":\"" + type
                        + "\"}");
    }

    private static String name(String source, String id) {
        return "{\"source\":\"" + source + "\",\"id\":\"" + id + "\"}";
    }

    private static JsonObject tally(int first, int duplicate, int unknown) {
        return new JsonObject().put("first", first).put("duplicate", duplicate).put("unknown", unknown);
    }

    private static String position(String topic, long offset) {
        return "{\"topic\":\"" + topic + "\",\"partition\":0,\"offset\":" + offset + "}";
    }

    private HttpResponse<String> put(String body) throws Exception {
        return send(BILLING, "PUT", body);
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(BILLING + "/confirmations", "POST", body);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(path, "GET", "");
    }

    private HttpResponse<String> delete() throws Exception {
        return send(BILLING, "DELETE", "");
    }

    private HttpResponse<String> send(String path, String method, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonObject valid(String schema, HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonObject body = new JsonObject(answer.body());
        assertThat(CONTRACT.faults(schema, body)).as("%s", body).isEmpty();
        return body;
    }

    private static final class Served implements Serving {
        private volatile List<Serving.Served> served = List.of();

        @Override
        public Set<String> groups() {
            return Set.of("billing");
        }

        @Override
        public Future<List<Serving.Served>> served(String group) {
            return Future.succeededFuture(served);
        }

        @Override
        public Future<Void> keep(String group) {
            return Future.succeededFuture();
        }
    }

    private final class Forgetful implements Mirror {
        @Override
        public Future<Void> show(String group, Map<Partition, Long> cursors) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> forget(String group) {
            forgotten.add(group);
            return Future.succeededFuture();
        }
    }
}
