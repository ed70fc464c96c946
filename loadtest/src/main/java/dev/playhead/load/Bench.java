package dev.playhead.load;

import dev.playhead.load.machine.Heap;
import dev.playhead.load.machine.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Runs the rows in rounds, the first to warm up, so that a row and its reference stand side by side in time; on the main
 * thread.
 */
final class Bench {
    private final Options options;
    private final Stand stand;
    private final Report report;
    private int topics;

    Bench(Options options, Stand stand, Report report) {
        this.options = options;
        this.stand = stand;
        this.report = report;
    }

    void run() throws IOException, InterruptedException {
        List<Row> rows = Rows.wanted(options);
        for (int eventBytes : options.sizes()) {
            for (int round = 0; round <= options.runs(); round++) {
                for (Row row : rows) {
                    run(row, eventBytes, round);
                }
            }
        }
    }

    /** A row that fails is told and the others go on: one broken way must not hide the figures of the rest. */
    private void run(Row row, int eventBytes, int round) throws IOException, InterruptedException {
        String topic = "load-" + row.name() + "-" + eventBytes + "-"
                + ProcessHandle.current().pid() + "-" + topics++;
        try {
            Sample sample = measure(row, topic, eventBytes, round);
            Optional<Heap> heap = stand.node().heap();
            if (heap.isPresent()) {
                sample = sample.holding(heap.get().liveMebibytes());
            }
            report.progress(row, eventBytes, round, sample);
            if (round > 0) {
                report.add(row, eventBytes, sample);
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            report.failed(row, eventBytes, round, e);
        }
        try {
            stand.topics().delete(topic);
        } catch (IOException notMade) {
            // a row that has failed early, or that needs no topic
        }
        stand.settle();
    }

    private Sample measure(Row row, String topic, int eventBytes, int round) throws Exception {
        boolean recorded = options.recording()
                && round == options.runs()
                && stand.node().process().isPresent();
        if (!recorded) {
            return row.measure().run(stand, topic, eventBytes);
        }
        Path file = options.output().resolve(row.name() + "-" + eventBytes + ".jfr");
        try (Recording recording = Recording.start(stand.node().process().orElseThrow(), file)) {
            return row.measure().run(stand, topic, eventBytes);
        }
    }
}
