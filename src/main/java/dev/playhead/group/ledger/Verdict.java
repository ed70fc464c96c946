package dev.playhead.group.ledger;

/** What a ledger says to a confirmation. */
public enum Verdict {
    /** It is settled by this. */
    FIRST,
    /** It was settled before. */
    DUPLICATE,
    /** It has not been delivered. */
    UNKNOWN
}
