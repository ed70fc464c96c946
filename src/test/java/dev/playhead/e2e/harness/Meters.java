package dev.playhead.e2e.harness;

/** One scrape of a node's meters. */
public record Meters(String text) {

    /**
     * The sum over all series of the meter.
     *
     * @param name as Prometheus has it, {@code playhead_appends_total}
     * @param labels each as {@code topic="orders"}; all must be there
     */
    public double sum(String name, String... labels) {
        return text.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> {
                    for (String label : labels) {
                        if (!line.contains(label)) {
                            return false;
                        }
                    }
                    return true;
                })
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
