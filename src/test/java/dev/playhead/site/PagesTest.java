package dev.playhead.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.Problem;
import dev.playhead.kafka.client.KafkaGrant;
import dev.playhead.metrics.Borrowed;
import dev.playhead.metrics.Meter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of the pages are those of the code; a failure prints the lines as they should be. */
final class PagesTest {

    @Test
    void shouldListEveryProblemWhenTellingOfEventsIn() throws Exception {
        String table = Arrays.stream(Problem.values())
                .map(problem -> "| `%s` | %d | %s | %s |\n"
                        .formatted(
                                problem.code(), problem.status(), problem.retryable() ? "yes" : "no", problem.title()))
                .reduce("", String::concat);

        assertThat(page("in.md")).contains("|---|---|---|---|\n" + table + "\n");
    }

    @Test
    void shouldListEveryMeterWhenTellingOfMeters() throws Exception {
        Stream<String> own =
                Arrays.stream(Meter.values()).map(meter -> line(meter.published(), meter.labels(), meter.meaning()));
        Stream<String> borrowed =
                Arrays.stream(Borrowed.values()).map(meter -> line(meter.published(), meter.labels(), meter.meaning()));
        String table = Stream.concat(own, borrowed).collect(Collectors.joining());

        assertThat(page("meters.md")).contains("|---|---|---|\n" + table + "\n");
    }

    @Test
    void shouldListEveryMemberWhenTellingOfTheLog() throws Exception {
        Pattern key = Pattern.compile("addKeyValue\\(\\s*\"(\\w+)\"");
        String page = page("operating.md");
        Set<String> undocumented = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                key.matcher(Files.readString(file))
                        .results()
                        .map(found -> found.group(1))
                        .filter(name -> !page.contains("`" + name + "`"))
                        .forEach(undocumented::add);
            }
        }

        assertThat(undocumented).isEmpty();
    }

    @Test
    void shouldMapEveryPackageWhenShowingTheHouse() throws Exception {
        Path root = Path.of("src", "main", "java", "dev", "playhead");
        String page = page("house.md");
        List<String> packages;
        try (Stream<Path> files = Files.walk(root)) {
            packages = files.filter(each -> each.endsWith("package-info.java"))
                    .map(each -> root.relativize(each.getParent()).toString().replace(File.separatorChar, '.'))
                    .filter(name -> !name.isEmpty())
                    .toList();
        }

        assertThat(packages).contains("event", "kafka").allSatisfy(name -> assertThat(page)
                .containsPattern("(?m)^\\| .*`" + Pattern.quote(name) + "`.* \\| "));
    }

    @Test
    void shouldListWhatTheUserOfANodeNeedsWhenTellingOfSecurity() throws Exception {
        String table = Arrays.stream(KafkaGrant.values())
                .map(grant -> "| `%s` | %s | %s |\n"
                        .formatted(
                                grant.resource(),
                                grant.operations().stream()
                                        .map(operation -> "`" + operation + "`")
                                        .collect(Collectors.joining(", ")),
                                grant.purpose()))
                .collect(Collectors.joining());

        assertThat(page("security.md")).contains("|---|---|---|\n" + table + "\n");
    }

    private static String line(String name, List<String> labels, String meaning) {
        return "| `%s` | %s | %s |\n".formatted(name, String.join(", ", labels), meaning);
    }

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("src", "site", "markdown", name));
    }
}
