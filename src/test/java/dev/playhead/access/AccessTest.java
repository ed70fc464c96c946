package dev.playhead.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessTest {
    private static final Pattern MINTED = Pattern.compile("(ph_\\S+)\\n.*\\n(\\S+:[0-9a-f]{64})\\n");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, true",
        "LOCALHOST, true",
        "127.0.0.1:8080, true",
        "127.8.9.1, true",
        "[::1]:8080, true",
        "broker.internal:8080, true",
        "exact:1234, true",
        "exact:1235, false",
        "127.evil.example, false",
        "localhost.evil.example:8080, false",
        "evil.example, false",
        "10.0.0.1:8080, false",
        "'', false"
    })
    void shouldTakeOnlyItsOwnHostsWhenOnLoopback(String host, boolean taken) {
        try (Access access = loopback(List.of("broker.internal", "exact:1234"), List.of())) {
            assertThat(access.check(host, null, null) == null).isEqualTo(taken);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1:8080, true",
        "[2001:db8::1]:8080, true",
        "localhost:8080, true",
        "rebound.example:8080, false",
    })
    void shouldTakeAddressesButNoForeignNamesWhenOpenToOthers(String host, boolean taken) {
        try (Access access = Access.of(settings("0.0.0.0", Optional.empty(), true, List.of(), List.of()))) {
            assertThat(access.check(host, null, null) == null).isEqualTo(taken);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, true",
        "http://localhost:3000, true",
        "https://app.example.com, true",
        "https://APP.example.com, true",
        "https://app.example.com.evil.example, false",
        "http://app.example.com, false",
        "http://evil.example, false",
        "http://127.0.0.1.evil.example, false",
        "null, false",
        "'', false"
    })
    void shouldTakeOnlyKnownOriginsWhenAPageConnects(String origin, boolean taken) {
        try (Access access = loopback(List.of(), List.of("https://app.example.com"))) {
            Refusal refusal = access.check("localhost:8080", origin, null);

            assertThat(refusal == null).isEqualTo(taken);
            assertThat(refusal == null || refusal.problem() == Problem.FORBIDDEN)
                    .isTrue();
        }
    }

    @Test
    void shouldTakeTheOriginThatIsTheHostWhenOpenToOthers() {
        try (Access access = Access.of(settings("0.0.0.0", Optional.empty(), true, List.of(), List.of()))) {
            assertThat(access.check("10.0.0.1:8080", "http://10.0.0.1:8080", null))
                    .isNull();
            assertThat(access.check("10.0.0.1:8080", "http://10.0.0.2:8080", null))
                    .isNotNull();
            assertThat(access.check("10.0.0.1:8080", "http://localhost:8080", null))
                    .isNotNull();
        }
    }

    @Test
    void shouldTakeOnlyMintedTokensWhenThereIsAFile() throws Exception {
        Matcher minted = minted("billing");
        Path file = Files.writeString(directory.resolve("tokens"), "# ours\n\n" + minted.group(2) + "\n");
        try (Access access = withTokens(file)) {
            assertThat(access.check("localhost", null, "Bearer " + minted.group(1)))
                    .isNull();
            assertThat(access.check("localhost", null, "bearer  " + minted.group(1) + " "))
                    .isNull();
            assertThat(access.checkToken(minted.group(1))).isNull();
            assertThat(access.principal("Bearer " + minted.group(1))).isEqualTo("billing");
            assertThat(access.principal("Bearer wrong")).isEmpty();
            assertThat(access.principal(null)).isEmpty();
            for (String wrong : new String[] {null, "", "Bearer", "Bearer ", "Bearer wrong", minted.group(1)}) {
                assertThat(access.check("localhost", null, wrong))
                        .as("%s", wrong)
                        .extracting(Refusal::problem)
                        .isEqualTo(Problem.UNAUTHORIZED);
            }
            assertThat(access.checkToken(null)).isNotNull();
            assertThat(access.checkToken(minted.group(2))).isNotNull();
        }
    }

    @Test
    void shouldFollowTheFileWhenItChangesAndKeepTheTokensWhenItBreaks() throws Exception {
        Matcher first = minted("first");
        Matcher second = minted("second");
        Path file = Files.writeString(directory.resolve("tokens"), first.group(2) + "\n");
        TokenFile tokens = new TokenFile(file);

        change(file, second.group(2) + "\n", 1);
        tokens.refresh();
        assertThat(tokens.owner(first.group(1))).isNull();
        assertThat(tokens.owner(second.group(1))).isEqualTo("second");

        change(file, "not a line\n", 2);
        tokens.refresh();
        assertThat(tokens.owner(second.group(1))).isEqualTo("second");

        Files.delete(file);
        tokens.refresh();
        assertThat(tokens.owner(second.group(1))).isEqualTo("second");
    }

    @Test
    void shouldRefuseToBeginWhenTheFileIsWrongOrMissing() throws Exception {
        Path wrong = Files.writeString(directory.resolve("wrong"), "billing:secret\n");

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> withTokens(wrong))
                .withMessageContaining("line 1");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> withTokens(directory.resolve("missing")))
                .withMessageContaining("missing");
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> TokenFile.mint("a:b"));
    }

    @Test
    void shouldRefuseToListenToOthersWhenThereAreNoTokens() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> settings("0.0.0.0", Optional.empty(), false, List.of(), List.of()))
                .withMessageContainingAll("http.host", "0.0.0.0", "auth.tokens", "http.insecure");
        assertThat(settings("0.0.0.0", Optional.of(Path.of("tokens")), false, List.of(), List.of()))
                .isNotNull();
        assertThat(settings("::1", Optional.empty(), false, List.of(), List.of()))
                .isNotNull();
    }

    private static Matcher minted(String name) {
        Matcher minted = MINTED.matcher(TokenFile.mint(name));
        assertThat(minted.find()).isTrue();
        return minted;
    }

    /** File systems may keep times by the second: a change is given a time of its own. */
    private static void change(Path file, String content, int seconds) throws Exception {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
    }

    private static Access loopback(List<String> hosts, List<String> origins) {
        return Access.of(settings("127.0.0.1", Optional.empty(), false, hosts, origins));
    }

    private static Access withTokens(Path file) {
        return Access.of(settings("127.0.0.1", Optional.of(file), false, List.of(), List.of()));
    }

    private static AccessSettings settings(
            String host, Optional<Path> tokens, boolean insecure, List<String> hosts, List<String> origins) {
        return new AccessSettings(
                host, "127.0.0.1", "127.0.0.1", tokens, Duration.ofSeconds(1), insecure, hosts, origins);
    }
}
