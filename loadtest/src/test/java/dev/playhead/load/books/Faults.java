package dev.playhead.load.books;

import java.util.ArrayList;
import java.util.List;

/** Owns what has gone wrong: the first few sentences and how many there were; any thread. */
public final class Faults {
    private static final int MAX_TOLD = 20;

    private final List<String> told = new ArrayList<>();
    private long count;

    public synchronized void add(String sentence) {
        count++;
        if (told.size() < MAX_TOLD) {
            told.add(sentence);
        }
    }

    public synchronized void addAll(Faults others) {
        List<String> sentences = others.told();
        sentences.forEach(this::add);
        count += others.count() - sentences.size();
    }

    public synchronized long count() {
        return count;
    }

    public synchronized List<String> told() {
        return List.copyOf(told);
    }

    public boolean isEmpty() {
        return count() == 0;
    }

    @Override
    public synchronized String toString() {
        String more = count > told.size() ? "\n  … and " + (count - told.size()) + " more" : "";
        return told.isEmpty() ? "nothing wrong" : "  " + String.join("\n  ", told) + more;
    }
}
