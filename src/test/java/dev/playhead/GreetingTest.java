package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.config.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GreetingTest {
    private static final int HTTP = 8181;
    private static final int TCP = 7171;

    @Test
    void shouldPrintCallsWithATokenExactlyWhenTheNodeWantsOne() {
        assertThat(calls("--auth.tokens=/etc/playhead/tokens"))
                .hasSize(2)
                .allMatch(call -> call.contains("Bearer TOKEN"));
        assertThat(calls("--auth.tokens=tokens", "--http.host=0.0.0.0", "--tcp.host=0.0.0.0"))
                .hasSize(2)
                .allMatch(call -> call.contains("Bearer TOKEN"));
        assertThat(calls()).hasSize(2).noneMatch(call -> call.contains("Bearer"));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, localhost:8181",
        "0.0.0.0, localhost:8181",
        "::, localhost:8181",
        "::1, [::1]:8181",
        "10.0.0.7, 10.0.0.7:8181",
        "fe80::7, [fe80::7]:8181",
        "broker.example.com, broker.example.com:8181"
    })
    void shouldPrintCallsToTheAddressThatTheNodeBinds(String host, String address) {
        assertThat(calls("--http.host=" + host, "--http.insecure=true", "--http.port=0"))
                .hasSize(2)
                .allMatch(call -> call.contains("'" + address + "/v1/topics/greetings/events"));
        assertThat(greeting("--http.host=" + host, "--tcp.host=10.0.0.8", "--http.insecure=true"))
                .contains("http://" + address + "   lines over TCP  10.0.0.8:7171");
    }

    @Test
    void shouldPrintACallThatMakesTheTopicWhenAppendsMakeNone() {
        assertThat(calls("--topics.autoCreate=false", "--auth.tokens=tokens"))
                .hasSize(3)
                .allMatch(call -> call.contains("Bearer TOKEN"))
                .first()
                .asString()
                .contains("-X PUT 'localhost:8181/v1/topics/greetings'");
    }

    private static List<String> calls(String... arguments) {
        return greeting(arguments).lines().filter(line -> line.contains("curl")).toList();
    }

    private static String greeting(String... arguments) {
        return Greeting.of(Settings.load(List.of(arguments), Map.of()), HTTP, TCP, 1);
    }
}
