package dev.playhead.group;

/** How the waits before retries grow, as Knative's delivery specification has it. */
public enum BackoffPolicy {
    /** The delay times the number of the retry. */
    LINEAR,
    /** The delay times two to the power of the number of the retry. */
    EXPONENTIAL
}
