package dev.playhead.health;

import java.time.Instant;

/** Something that the node needs: whether it is there, why (not), and since when. */
public record Dependency(String name, boolean up, String reason, Instant since) {}
