package dev.playhead.event;

import java.util.List;

/** Holds an answered problem: its kind, the detail in words, and the places of its faults. */
public record Refusal(Problem problem, String detail, List<Fault> faults) {

    public Refusal {
        faults = List.copyOf(faults);
    }

    public Refusal(Problem problem, String detail, Fault fault) {
        this(problem, detail, List.of(fault));
    }

    /** This refusal as a failure, for Futures. */
    public RefusedException asException() {
        return new RefusedException(this);
    }
}
