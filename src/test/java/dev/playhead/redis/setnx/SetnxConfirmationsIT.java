package dev.playhead.redis.setnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Identity;
import dev.playhead.group.ConfirmationSettings;
import dev.playhead.group.Confirmations;
import dev.playhead.log.Topic;
import dev.playhead.redis.RedisLink;
import dev.playhead.testing.Defaults;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The keys of confirmations in the Redis of all nodes; a service of another language reads and sets them too. */
final class SetnxConfirmationsIT extends SetnxContract {
    private static final Path PAGE = Path.of("src/site/markdown/groups.md");

    @Override
    RedisLink keys() {
        return redis.link();
    }

    private static final Topic ORDERS = new Topic("orders", "QUJDREVGR0hJSktMTU5PUA", 8, true, true);
    private static final List<Identity> EVENT =
            List.of(Identity.of("/shop".getBytes(StandardCharsets.UTF_8), "a1".getBytes(StandardCharsets.UTF_8)));

    private Confirmations node() {
        return confirmations(Defaults.of(ConfirmationSettings.class));
    }

    /** The commands of the page, in order. */
    private static List<Request> commands() throws Exception {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("redis-cli "))
                .map(line ->
                        request(line.replaceAll(" +#.*", "").replace("'", "").split(" ")))
                .toList();
    }

    private static Request request(String... words) {
        Request request = Request.cmd(Command.create(words[1]));
        Stream.of(words).skip(2).forEach(request::arg);
        return request;
    }

    private List<String> run(List<Request> commands) {
        return commands.stream()
                .map(command -> String.valueOf(get(redis.link().send(command))))
                .toList();
    }

    /** The page's key has the generation of the page, which comes only here. */
    private void clean() throws Exception {
        Request delete = Request.cmd(Command.DEL);
        Matcher keys = Pattern.compile("ph:c:\\{[0-9a-f.]+}[0-9a-f:]*").matcher(Files.readString(PAGE));
        while (keys.find()) {
            delete.arg(keys.group());
        }
        get(redis.link().send(delete));
    }

    @Test
    void shouldKnowWhatAServiceConfirmedAsThePageSays() throws Exception {
        clean();

        List<String> first = run(commands());
        List<String> again = run(commands());

        assertThat(first).containsExactly("OK", "1", "5d1f00aa", "0", "OK");
        assertThat(again).containsExactly("null", "1", "5d1f00aa", "1", "null");
        assertThat(get(node().confirmed("billing", ORDERS, EVENT)).cardinality())
                .isEqualTo(1);
        assertThat(get(node().confirm("billing", ORDERS, List.of(), EVENT)).first())
                .isZero();
        clean();
    }

    @Test
    void shouldFindWhatANodeConfirmedWhenAServiceLooksAsThePageSays() throws Exception {
        clean();
        run(commands().subList(0, 1));

        get(node().confirm("billing", ORDERS, List.of(), EVENT));

        assertThat(run(commands())).containsExactly("null", "1", "5d1f00aa", "1", "null");
        clean();
    }
}
