package dev.playhead.load;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All rows, references first. */
final class Rows {
    /** What the names of rows begin with that show how cost grows with work, and run only when they are asked for. */
    static final String GROWTH = "grow-";

    private Rows() {}

    static List<Row> all() {
        return Stream.of(
                        ReferenceRows.all(),
                        AppendRows.all(),
                        ReplayRows.all(),
                        FanOutRows.all(),
                        GroupRows.all(),
                        JobRows.all(),
                        GrowthRows.all())
                .flatMap(List::stream)
                .toList();
    }

    /** The rows that are wanted, and the references that they need. */
    static List<Row> wanted(Options options) {
        List<Row> all = all();
        Set<String> names = new HashSet<>();
        all.stream().filter(row -> options.wants(row.name())).forEach(row -> {
            names.add(row.name());
            row.reference().ifPresent(names::add);
        });
        return all.stream().filter(row -> names.contains(row.name())).toList();
    }

    static String help() {
        StringBuilder help = new StringBuilder();
        all().forEach(row -> help.append(String.format("  %-30s %s%n", row.name(), row.meaning())));
        return help.toString();
    }
}
