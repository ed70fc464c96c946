package dev.playhead.settings;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the known name that an unknown one was meant to be; stateless, any thread. */
public final class Spelling {
    private static final int FAR = 3;

    private Spelling() {}

    /** The known name that looks most like an unknown one, if any is near. */
    public static Optional<String> nearest(String unknown, Stream<String> known) {
        return known.min(Comparator.comparingInt(name -> distance(unknown, name)))
                .filter(name -> distance(unknown, name) <= FAR);
    }

    /** Computes Levenshtein's distance: the number of letters to add, drop or change. */
    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] line = new int[to.length() + 1];
            line[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int changed = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                line[column] = Math.min(changed, Math.min(above[column], line[column - 1]) + 1);
            }
            above = line;
        }
        return above[to.length()];
    }
}
