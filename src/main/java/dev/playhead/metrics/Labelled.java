package dev.playhead.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Owns the meters of one kind of thing, made when one is first asked for and dropped when {@link Meters#retain} finds it
 * gone. Keep this and not the meters: a thing made again has meters of its own. Any thread.
 *
 * @param <T> the meters of one thing
 */
public final class Labelled<T> {
    private final List<String> labels;
    private final Function<List<String>, T> making;
    private final Predicate<T> inUse;
    private final Map<List<String>, T> made = new ConcurrentHashMap<>();

    Labelled(List<String> labels, Function<List<String>, T> making, Predicate<T> inUse) {
        this.labels = labels;
        this.making = making;
        this.inUse = inUse;
    }

    /** @param values one for each label, in the order of the meters' labels */
    public T of(String... values) {
        List<String> key = List.of(values);
        T known = made.get(key);
        return known != null ? known : made.computeIfAbsent(key, making);
    }

    public void forEach(BiConsumer<List<String>, T> visitor) {
        made.forEach(visitor);
    }

    boolean uses(Label label) {
        return made.entrySet().stream().anyMatch(each -> has(each.getKey(), label) && inUse.test(each.getValue()));
    }

    void drop(Set<Label> gone) {
        made.keySet().removeIf(values -> gone.stream().anyMatch(label -> has(values, label)));
    }

    private boolean has(List<String> values, Label label) {
        int at = labels.indexOf(label.name());
        return at >= 0 && values.get(at).equals(label.value());
    }

    /** A label of a meter with its value. */
    record Label(String name, String value) {}
}
