package dev.playhead.ws;

import dev.playhead.event.Fault;
import dev.playhead.event.Problem;
import dev.playhead.event.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The request in the path and the query of {@code /v1/replays/{id}/stream}.
 *
 * @param credit in events
 */
record TargetRequest(String replay, String target, long credit) {
    private static final int LONGEST = 18;

    /** @throws dev.playhead.event.RefusedException with the names of all faulty parameters */
    static TargetRequest read(String replay, Iterable<Map.Entry<String, String>> query) {
        List<Fault> faults = new ArrayList<>();
        String target = null;
        String credit = null;
        for (Map.Entry<String, String> each : query) {
            boolean again = each.getKey().equals("target") && target != null
                    || each.getKey().equals("credit") && credit != null;
            if (again) {
                faults.add(Fault.inParameter(each.getKey(), "occurs more than once"));
            } else if (each.getKey().equals("target")) {
                target = each.getValue();
            } else if (each.getKey().equals("credit")) {
                credit = each.getValue();
            } else {
                faults.add(Fault.inParameter(
                        each.getKey(),
                        "is unknown; the known parameters are [credit, target], and the replay has "
                                + "all other settings"));
            }
        }
        if (target == null || target.isEmpty()) {
            faults.add(Fault.inParameter("target", "must name one of the replay's targets"));
        }
        if (credit != null && !credit.matches("[0-9]{1,30}")) {
            faults.add(Fault.inParameter("credit", "takes a whole number"));
        }
        if (target == null || !faults.isEmpty()) {
            throw new Refusal(Problem.INVALID_REQUEST, "The query is invalid", faults).asException();
        }
        return new TargetRequest(replay, target, credit(credit == null ? "0" : credit));
    }

    private static long credit(String text) {
        return text.length() > LONGEST ? Long.MAX_VALUE : Long.parseLong(text);
    }
}
