package dev.playhead.load.feed;

/** Gives events to send, without end; any thread. */
public interface Feed {
    Draft next();
}
