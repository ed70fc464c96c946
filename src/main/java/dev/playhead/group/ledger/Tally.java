package dev.playhead.group.ledger;

/**
 * What became of the attempts of a ledger: {@code sent} is the sum of all others.
 *
 * @param sent attempts that began
 * @param inFlight those that are with consumers
 * @param confirmed those that ended so, from wherever the word came
 * @param expired those whose deadline passed
 * @param released those that were given up for another reason
 */
record Tally(long sent, long inFlight, long confirmed, long failed, long expired, long released) {}
