package dev.playhead.load;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All rows, references first. */
final class Rows {
    private Rows() {}

    static List<Row> all() {
        return Stream.of(ReferenceRows.all(), AppendRows.all(), ReplayRows.all())
                .flatMap(List::stream)
                .toList();
    }

    /** The rows that are wanted, and the references that they need. */
    static List<Row> wanted(Options options) {
        List<Row> wanted =
                all().stream().filter(row -> options.wants(row.name())).toList();
        return all().stream()
                .filter(row -> wanted.contains(row)
                        || wanted.stream().anyMatch(other -> other.reference().equals(Optional.of(row.name()))))
                .toList();
    }

    static String help() {
        StringBuilder help = new StringBuilder();
        all().forEach(row -> help.append(String.format("  %-18s %s%n", row.name(), row.meaning())));
        return help.toString();
    }
}
