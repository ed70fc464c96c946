package dev.playhead.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds the parsed command line: {@code --config FILE}, {@code --key=value}, and all other arguments. */
record Arguments(Optional<String> config, Map<String, String> values, List<String> notUnderstood) {

    static Arguments of(List<String> arguments) {
        Optional<String> config = Optional.empty();
        Map<String, String> values = new LinkedHashMap<>();
        List<String> notUnderstood = new ArrayList<>();
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String argument = rest.next();
            int equals = argument.indexOf('=');
            if (argument.equals("--config") && rest.hasNext()) {
                config = Optional.of(rest.next());
            } else if (argument.startsWith("--config=")) {
                config = Optional.of(argument.substring(equals + 1));
            } else if (argument.startsWith("--") && equals > 2) {
                values.put(argument.substring(2, equals), argument.substring(equals + 1));
            } else {
                notUnderstood.add(argument);
            }
        }
        return new Arguments(config, values, notUnderstood);
    }

    void read(Keys keys, Findings findings) {
        values.forEach((name, value) -> keys.named(name)
                .ifPresentOrElse(
                        key -> findings.give(key, new Findings.Given(value, "argument --" + name)),
                        () -> findings.unknown(name, "argument --" + name, keys)));
        notUnderstood.forEach(argument -> findings.fault(
                "The argument " + argument + " is unknown; the arguments are --key=value, --config FILE, --help"));
    }
}
