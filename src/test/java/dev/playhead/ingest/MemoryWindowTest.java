package dev.playhead.ingest;

import dev.playhead.testing.MemoryWindow;

final class MemoryWindowTest extends DuplicateWindowContract {
    private final MemoryWindow.Store store = new MemoryWindow.Store();

    @Override
    protected DuplicateWindow window(Incarnation node, WindowSettings settings) {
        MemoryWindow window = new MemoryWindow(store, settings, System::currentTimeMillis);
        window.lives(node);
        return window;
    }

    @Override
    protected void end(DuplicateWindow window) {}
}
