package dev.playhead.event;

import java.util.List;

/** A problem as it is answered: which one, what is wrong in words, and where. */
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
