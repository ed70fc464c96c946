package dev.playhead.group.parking;

/**
 * The result of a {@link Choice}.
 *
 * @param parked how many events the group had parked
 * @param chosen how many of them were chosen
 * @param earlier how many more come with them, being parked before them with the same key
 * @param gone how many were chosen, but are of a topic that is not there any more: these can only be discarded
 * @param unknown how many of the positions have nothing parked
 */
public record Chosen(int parked, int chosen, int earlier, int gone, int unknown) {}
