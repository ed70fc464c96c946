package dev.playhead.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Holds the parsed command line: {@code --config FILE}, {@code --key=value}, and all other arguments. */
record Arguments(Optional<String> config, Map<String, String> values, List<String> notUnderstood) {
    private static final Pattern SECRET_ENTRY =
            Pattern.compile(".*(passw|passphrase|secret|jaas|keystore\\.key).*", Pattern.CASE_INSENSITIVE);
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("://[^/]*:.*@");

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
                        slot -> {
                            findings.give(slot, new Findings.Given(value, "argument --" + name));
                            refuseSecret(name, value, slot, findings);
                        },
                        () -> findings.unknown(name, "argument --" + name, keys)));
        notUnderstood.forEach(argument -> findings.fault(
                "The argument " + argument + " is unknown; the arguments are --key=value, --config FILE, --help"));
    }

    private static void refuseSecret(String name, String value, Keys.Slot slot, Findings findings) {
        boolean secret =
                switch (slot.form()) {
                    case FILE -> false;
                    // A value such as ${file:…} only says where Kafka's client finds it
                    case ENTRY -> SECRET_ENTRY.matcher(name).matches() && !value.startsWith("${");
                    case VALUE ->
                        !slot.key().isMap()
                                && (slot.key().isSecret()
                                        || PASSWORD_IN_URL.matcher(value).find());
                };
        if (secret) {
            findings.fault("The argument --" + name + " has a secret, and every user of the machine can list the "
                    + "arguments of a process: give it in a file, in the environment or in the settings file");
        }
    }
}
