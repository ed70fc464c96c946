package dev.playhead.group;

/** What a ledger says to a confirmation. */
enum Verdict {
    /** It is settled by this. */
    FIRST,
    /** It was settled before. */
    DUPLICATE,
    /** It has not been delivered. */
    UNKNOWN
}
