package dev.playhead;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.config.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GreetingTest {
    @Test
    void shouldPrintCallsWithATokenExactlyWhenTheNodeWantsOne() {
        assertThat(printed("--auth.tokens=/etc/playhead/tokens"))
                .hasSize(2)
                .allMatch(call -> call.contains("Bearer TOKEN"));
        assertThat(printed("--auth.tokens=tokens", "--http.host=0.0.0.0", "--tcp.host=0.0.0.0"))
                .hasSize(2)
                .allMatch(call -> call.contains("Bearer TOKEN"));
        assertThat(printed("--http.port=8181"))
                .hasSize(2)
                .allMatch(call -> call.contains(":8181/v1") && !call.contains("Bearer"));
    }

    private static List<String> printed(String... arguments) {
        return Greeting.of(Settings.load(List.of(arguments), Map.of()), 1)
                .lines()
                .filter(line -> line.contains("curl"))
                .toList();
    }
}
