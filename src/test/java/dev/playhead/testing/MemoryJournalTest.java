package dev.playhead.testing;

import dev.playhead.log.Journal;
import java.util.HashMap;
import java.util.Map;

final class MemoryJournalTest extends JournalContract {
    private final Map<String, MemoryJournal> journals = new HashMap<>();

    @Override
    protected Journal open(String name) {
        return journals.computeIfAbsent(name, any -> new MemoryJournal());
    }
}
