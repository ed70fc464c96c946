package dev.playhead.group;

/** The growth of the waits before retries, in the terms of Knative's delivery specification. */
public enum BackoffPolicy {
    /** The delay times the number of the retry. */
    LINEAR,
    /** The delay times two to the power of the number of the retry. */
    EXPONENTIAL
}
