package dev.playhead.watch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression names, as far as its text shows it: series with the labels they are chosen by, and the labels
 * that results are put together by.
 *
 * @param series name to labels
 */
record Query(Map<String, Set<String>> series, Set<String> grouped) {
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern DURATION = Pattern.compile("\\boffset\\s+\\w+");
    private static final Pattern NAMED = Pattern.compile("\\b([a-zA-Z_]\\w*)\\b(\\s*\\()?(?:\\{([^}]*)})?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool");

    static Query of(String expression) {
        String text = STRING.matcher(expression).replaceAll("\"\"");
        Set<String> grouped = new HashSet<>();
        Matcher groupings = GROUPING.matcher(text);
        while (groupings.find()) {
            grouped.addAll(words(groupings.group(1)));
        }
        text = GROUPING.matcher(text).replaceAll(" ");
        text = DURATION.matcher(RANGE.matcher(text).replaceAll(" ")).replaceAll(" ");
        Map<String, Set<String>> series = new TreeMap<>();
        Matcher named = NAMED.matcher(text);
        while (named.find()) {
            boolean function = named.group(2) != null;
            if (!function && !WORDS.contains(named.group(1))) {
                Set<String> labels = series.computeIfAbsent(named.group(1), name -> new HashSet<>());
                if (named.group(3) != null) {
                    LABEL.matcher(named.group(3)).results().forEach(label -> labels.add(label.group(1)));
                }
            }
        }
        return new Query(series, grouped);
    }

    /** What is in it that no node publishes, in words. */
    List<String> faults(Published published) {
        List<String> faults = new ArrayList<>();
        Set<String> all = new HashSet<>();
        series.forEach((name, labels) -> {
            Set<String> known = published.labels(name);
            if (known == null) {
                faults.add("nobody publishes " + name);
                return;
            }
            all.addAll(known);
            labels.stream()
                    .filter(label -> !known.contains(label))
                    .forEach(label -> faults.add(name + " has no label " + label));
        });
        grouped.stream()
                .filter(label -> !all.contains(label))
                .forEach(label -> faults.add("nothing has label " + label));
        return faults;
    }

    private static List<String> words(String list) {
        return Pattern.compile("\\w+")
                .matcher(list)
                .results()
                .map(word -> word.group())
                .toList();
    }
}
